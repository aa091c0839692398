"""A search window by window, until there are enough rows or time is up."""

import time
from dataclasses import dataclass
from datetime import datetime

from rules.outqueue.attempts.page_query import PageQuery
from rules.outqueue.connection.database import Row, Vpop3Database
from rules.outqueue.connection.unavailable import Trouble, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """`rows` is complete down to `since`, or upward from there; `incomplete` says why it did not go on."""

    rows: list[Row]
    since: datetime
    incomplete: str | None = None


def search(
    database: Vpop3Database, query: PageQuery, *, since: datetime, until: datetime, anchor: datetime, limit: int
) -> SearchResult:
    """Return the first rows of the range in the order of `query`, up to `limit`. Takes little more than two statement
    time-outs; running out of time is an answer, all other trouble raises Unavailable."""
    rows: list[Row] = []
    reached = since if query.upward else until
    deadline = time.monotonic() + database.statement_timeout
    for lower, upper in query.pieces(since, until, anchor):
        if time.monotonic() > deadline:
            return SearchResult(rows=rows, since=reached, incomplete=f"The search ran out of time. {_SHORTER}")
        try:
            rows += database.rows(*query.between(lower, upper, limit - len(rows), anchor))
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            return SearchResult(rows=rows, since=reached, incomplete=str(error))
        reached = min(reached, lower)
        if len(rows) >= limit:
            break
    return SearchResult(rows=rows, since=reached)


_SHORTER = "Choose a shorter time range or a server, or see the connection page for the index that helps."
