"""PostgreSQL's own parser, which needs no server (libpg_query)."""

from functools import lru_cache


@lru_cache(maxsize=512)
def refusal(sql: str) -> tuple[str, int] | None:
    """Return PostgreSQL's objection to a text's grammar, and the character where it stopped, from 0."""
    import postgast

    try:
        postgast.fingerprint(sql)
    except postgast.PgQueryError as error:
        return error.message, max(0, (error.cursorpos or 1) - 1)
    return None
