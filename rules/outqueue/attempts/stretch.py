"""A long time cut into stretches that have about as many rows as are wanted, by how many were found so far."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.outqueue.attempts.filters import EARLIEST
from rules.outqueue.attempts.signed_links import Cursor
from rules.outqueue.attempts.windows import FIRST_WINDOW, GROWTH

MARGIN = 1.25
"""The factor by which a stretch is read longer: rows do not come evenly, and a quarter too much costs less than a
second query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The next piece to read, newest first: behind the cursor `after`, `length` long. `upper`: all from there on was
    read; None before the first."""

    after: str
    now: datetime
    length: timedelta
    upper: datetime | None = None

    @classmethod
    def behind(cls, after: str, *, now: datetime, covered: timedelta, rows: int, wanted: int) -> "Stretch":
        """Return the first stretch, behind a page whose `rows` covered the time `covered`."""
        return cls(after=after, now=now, length=max(FIRST_WINDOW, covered * (MARGIN * wanted / max(rows, 1))))

    def bounds(self, cursor: Cursor, until: datetime) -> tuple[datetime, datetime]:
        upper = self.upper or until
        start = min(cursor.instant, upper)
        return max(cursor.since, start - min(self.length, start - EARLIEST)), upper

    def onward(self, after: str, lower: datetime, rows: int, wanted: int) -> "Stretch":
        """Return the stretch after one down to `lower` that gave `rows`: the rest of it where that is as many as
        `wanted`, else an older one, longer by what was missing."""
        if rows >= wanted:
            return replace(self, after=after)
        longer = min(float(GROWTH), max(1.0, MARGIN * wanted / max(rows, 1)))
        length = min(self.length * longer, timedelta(days=GROWTH * 365))
        return replace(self, after=after, upper=lower, length=length)
