"""The answer to `VPOP3.PostgresQuery`, given by the broker, a kept scenario or nothing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswer:
    """Rows as PostgreSQL's text form, NULL as None. With `error`, the script gets nil and the trace the sentence.

    `truncated`: more rows or bytes existed than the caps allow (then `error` says so too). `position` is the
    1-based character in the text where PostgreSQL found the error. `elapsed_ms` is what the database took.
    `unanswered`: mxadmin could not get an answer that VPOP3, which reads its own database, would get.
    `note`: a sentence on what the rows are not, where they are no table's.
    `as_nil`: whether the script gets nil instead of a table of rows; None: after an error only.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    elapsed_ms: float = 0.0
    error: str | None = None
    position: int | None = None
    truncated: bool = False
    unanswered: bool = False
    as_nil: bool | None = None
    note: str | None = None


QueryFunction = Callable[[str], QueryAnswer]


def no_database(_sql: str) -> QueryAnswer:
    """Return the answer where no VPOP3 database is configured."""
    return QueryAnswer(error="No VPOP3 database is connected, so this query was not run.", unanswered=True)
