"""Time windows to find the newest rows of a long range without sorting all of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rules.outqueue.attempts.filters import EARLIEST, LATEST

FIRST_WINDOW = timedelta(hours=1)
GROWTH = 12
MAX_WINDOWS = 5

Piece = tuple[datetime, datetime]


def windows(
    since: datetime, until: datetime, anchor: datetime, most: int = MAX_WINDOWS, first: timedelta = FIRST_WINDOW
) -> Iterator[Piece]:
    """Cut `since`…`until` into pieces, newest first, the older the longer: an hour (or `first`) before `anchor`, half a
    day, six days, seventy-two, the rest. The caller stops asking when it has enough rows.

    Pieces are at least an hour, or a clock put back could make two of them overlap in local time.
    """
    upper, span = until, first
    for number in range(1, most + 1):
        lower = max(since, anchor - min(span, anchor - EARLIEST))
        if number == most or lower - since < FIRST_WINDOW:
            lower = since
        yield lower, upper
        if lower == since:
            return
        upper, span = lower, span * GROWTH


def windows_upward(since: datetime, until: datetime, anchor: datetime, most: int = MAX_WINDOWS) -> Iterator[Piece]:
    """Cut the time from the other end: the first pieces lie around `anchor`, the later the longer."""
    lower, span = since, FIRST_WINDOW
    for number in range(1, most + 1):
        upper = min(until, anchor + min(span, LATEST - anchor))
        if number == most or until - upper < FIRST_WINDOW:
            upper = until
        yield lower, upper
        if upper == until:
            return
        lower, span = upper, span * GROWTH
