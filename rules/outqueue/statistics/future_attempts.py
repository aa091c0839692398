"""Attempts with a time in the future: a clock or a time zone is wrong somewhere."""

from datetime import datetime, timedelta

from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.connection.unavailable import Trouble, Unavailable

TOLERATED = timedelta(minutes=1)
"""The difference that two clocks may have."""


def latest_future_attempt(attempts: SendAttempts, *, now: datetime, server: str | None = None) -> datetime | None:
    """Return the latest time more than a minute after `now`; None: there is none. One query. Raises Unavailable."""
    wanted = AttemptFilter(time=TimeRange(since=now + TOLERATED), server=server)
    page = attempts.page(wanted, limit=1, now=now)
    if page.incomplete:
        raise Unavailable(page.incomplete, Trouble.SLOW)
    return page.attempts[0].started if page.attempts else None
