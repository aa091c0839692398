"""Counts of a time range: at once where it is short, day by day where it is long."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.windows import FIRST_WINDOW, GROWTH, windows
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.counts import Figures, count
from rules.outqueue.statistics.day_cache import Count, Counted, Days
from rules.outqueue.statistics.day_files import DayFiles

SHORT = timedelta(days=2)
SECONDS = 1.2
"""The time that one page counts at most, before it shows what it has: after this no further day is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`figures` are exact for the time from `since` on; `missing` of the range is not counted yet. `trouble`: the
    database's sentence where going on would not help. `daily`: days that are over were remembered or will be."""

    figures: Figures
    since: datetime
    missing: timedelta = timedelta()
    trouble: str = ""
    daily: bool = False

    @property
    def complete(self) -> bool:
        return not self.missing


class Overviews:
    """The counter of overviews. It remembers the days it counted, in files of `folder` for all processes. Safe to share
    between threads."""

    def __init__(self, attempts: SendAttempts, folder: Path | None = None) -> None:
        self._attempts = attempts
        self._days: Days[Figures] = Days(
            DayFiles(folder, kind="figures", write=Figures.to_json, read=Figures.from_json) if folder else None
        )

    def of(self, since: datetime, until: datetime, *, step: timedelta, origin: datetime, now: datetime) -> Overview:
        """Count in bars of `step` from `origin`, for a time of up to two days; longer ones have bars of 15 minutes. A
        repeated call goes on where the last stopped. Raises Unavailable."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        return self._attempts.known.using(lambda columns: self._of(columns, since, until, step, origin, now))

    def of_server(self, server: str, since: datetime, until: datetime, *, step: timedelta, origin: datetime) -> Figures:
        """Count the attempts at that server, however its name is spelt. Raises Unavailable."""

        def of_it(columns: Columns) -> Figures:
            at_server = self._attempts.at_server(columns, server)
            return count(self._attempts.database, columns, since, until, step=step, origin=origin, at_server=at_server)

        return self._attempts.known.using(of_it)

    def _of(
        self, columns: Columns, since: datetime, until: datetime, step: timedelta, origin: datetime, now: datetime
    ) -> Overview:
        """Count the range, by the day only with an index: without one, each day would read the whole table."""
        database = self._attempts.database
        daily = until - since > SHORT and (columns.indexed or columns.time_indexed)

        def figures(lower: datetime, upper: datetime) -> Figures:
            if until - since > SHORT:
                return count(database, columns, lower, upper)
            return count(database, columns, lower, upper, step=step, origin=origin)

        if daily:
            counted = self._days.count(
                since,
                until,
                lambda *day: figures(*day).trimmed(),
                now=now,
                seconds=SECONDS,
                source=columns.identity,
            )
        else:
            counted = _at_once(since, until, figures)
        if not counted.pieces:
            raise Unavailable(counted.trouble, Trouble.SLOW)
        return Overview(
            figures=Figures.sum(counted.pieces),
            since=counted.since,
            missing=counted.missing,
            trouble=counted.trouble,
            daily=daily,
        )


def _at_once(since: datetime, until: datetime, count: Count[Figures]) -> Counted[Figures]:
    """Count the newest twelfth first, so that there is something to show if the rest takes too long."""
    pieces: list[Figures] = []
    first = max(FIRST_WINDOW, (until - since) / GROWTH)
    for lower, upper in windows(since, until, until, most=2, first=first):
        try:
            pieces.append(count(lower, upper))
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            return Counted(pieces=tuple(pieces), since=upper, missing=upper - since, trouble=str(error))
    return Counted(pieces=tuple(pieces), since=since, missing=timedelta())
