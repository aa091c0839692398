"""The sentence for a publish page that compares with a revision that is no longer live."""


def newer_live(*, revision: int, compared: int | None, live: int | None) -> str:
    """Return why a page that publishes `revision` is out of date; "" while `compared` is what is live."""
    if live == compared:
        return ""
    if live == revision:
        return f"Meanwhile revision {revision} was made live: there is nothing left to publish here."
    against = f"compare with revision {compared}" if compared else "are older than that"
    return f"Meanwhile revision {live} was made live. The difference and the checks on this page {against}."
