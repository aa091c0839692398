"""Counts of a long time, day by day, newest first; days that are over are remembered."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from cachetools import TTLCache

from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.day_files import DayFiles

DAY = timedelta(days=1)
SETTLED = timedelta(hours=1)
"""The time after which a day is over: VPOP3 may note an attempt when it ends, which is after it started."""

KEPT_SECONDS = 3600.0
MOST_DAYS = 400

Piece = TypeVar("Piece")
Count = Callable[[datetime, datetime], Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Generic[Piece]):
    """Counts of the time from `since` on: the whole range where `missing` is no time at all.

    `trouble` is the database's sentence where it, and not the clock, ended the counting.
    """

    pieces: tuple[Piece, ...]
    since: datetime
    missing: timedelta
    trouble: str = ""

    @property
    def complete(self) -> bool:
        return not self.missing


class Days(Generic[Piece]):
    """Whole days (UTC) are kept for an hour, in this process, and in `files`, where there are some, for all processes;
    thread-safe. A day being counted twice at the same time does no harm."""

    def __init__(self, files: DayFiles[Piece] | None = None) -> None:
        self._lock = threading.Lock()
        self._kept: TTLCache[tuple[str, datetime], Piece] = TTLCache(MOST_DAYS, KEPT_SECONDS)
        self._files = files

    def count(
        self,
        since: datetime,
        until: datetime,
        count: Count[Piece],
        *,
        now: datetime,
        seconds: float,
        source: str = "",
    ) -> Counted[Piece]:
        """Count the range day by day. No day is begun after `seconds`, but always one that is over; days that are
        remembered cost nothing. `source` names what is counted: another one has days of its own. Raises Unavailable
        where the database is away; being too slow is an answer."""
        deadline = time.monotonic() + seconds
        pieces: list[Piece] = []
        begun = False
        for lower, upper in days(since, until):
            kept = self._get(source, lower, upper)
            if kept is None and begun and time.monotonic() > deadline:
                return Counted(pieces=tuple(pieces), since=upper, missing=upper - since)
            over = upper - lower == DAY and upper < now - SETTLED
            begun = begun or (kept is None and over)
            try:
                pieces.append(kept if kept is not None else count(lower, upper))
            except Unavailable as error:
                if error.trouble is not Trouble.SLOW:
                    raise
                return Counted(pieces=tuple(pieces), since=upper, missing=upper - since, trouble=str(error))
            if kept is None and over:
                self._keep(source, lower, pieces[-1])
        return Counted(pieces=tuple(pieces), since=since, missing=timedelta())

    def _get(self, source: str, lower: datetime, upper: datetime) -> Piece | None:
        if upper - lower != DAY:
            return None
        with self._lock:
            kept = self._kept.get((source, lower))
        if kept is not None:
            return kept
        found = self._files.get(source, lower) if self._files else None
        if found is not None:
            self._remember(source, lower, found)
        return found

    def _keep(self, source: str, day: datetime, piece: Piece) -> None:
        self._remember(source, day, piece)
        if self._files and piece:  # An empty day is counted at once, and may come to have rows from a backup.
            self._files.keep(source, day, piece)

    def _remember(self, source: str, day: datetime, piece: Piece) -> None:
        with self._lock:
            self._kept[source, day] = piece


def days(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut the range at midnight (UTC), newest first. Both ends in UTC."""
    upper = until
    while upper > since:
        midnight = upper.replace(hour=0, minute=0, second=0, microsecond=0)
        lower = max(since, midnight if midnight < upper else upper - DAY)
        yield lower, upper
        upper = lower
