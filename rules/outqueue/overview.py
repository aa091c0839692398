"""How sending went in a time range, counted: in one query where it is short, day by day where it is long."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rules.outqueue.attempts import SendAttempts
from rules.outqueue.columns import Columns
from rules.outqueue.days import Days
from rules.outqueue.figures import STEP, Figures, count

SHORT = timedelta(days=2)
SECONDS = 1.2
"""How long one page counts at most, before it shows what it has: after this no further day is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`figures` are exact for the time from `since` on; `missing` of the range is not counted yet. `trouble`: the
    database's sentence where going on would not help."""

    figures: Figures
    since: datetime
    missing: timedelta = timedelta()
    trouble: str = ""

    @property
    def complete(self) -> bool:
        return not self.missing


class Overviews:
    """Counts, and remembers the days it counted. Safe to share between threads."""

    def __init__(self, attempts: SendAttempts) -> None:
        self._attempts = attempts
        self._days: Days[Figures] = Days()

    def of(self, since: datetime, until: datetime, *, step: timedelta, origin: datetime, now: datetime) -> Overview:
        """In bars of `step` from `origin`, for a time of up to two days; longer ones have bars of 15 minutes.
        Asked again, it goes on where it stopped. Raises Unavailable."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        return self._attempts.known.using(lambda columns: self._of(columns, since, until, step, origin, now))

    def of_server(self, server: str, since: datetime, until: datetime, *, step: timedelta, origin: datetime) -> Figures:
        """Of the server with exactly that name. One query. Raises Unavailable."""
        return self._attempts.known.using(
            lambda columns: count(
                self._attempts.database, columns, since, until, step=step, origin=origin, server=server
            )
        )

    def _of(
        self, columns: Columns, since: datetime, until: datetime, step: timedelta, origin: datetime, now: datetime
    ) -> Overview:
        database = self._attempts.database
        if until - since <= SHORT:
            return Overview(figures=count(database, columns, since, until, step=step, origin=origin), since=since)
        if not (columns.indexed or columns.time_indexed):  # Each day would read the whole table.
            return Overview(figures=count(database, columns, since, until), since=since)
        counted = self._days.count(
            since,
            until,
            lambda lower, upper: count(database, columns, lower, upper, step=STEP).trimmed(),
            now=now,
            seconds=SECONDS,
        )
        figures = Figures.sum(counted.pieces)
        return Overview(figures=figures, since=counted.since, missing=counted.missing, trouble=counted.trouble)
