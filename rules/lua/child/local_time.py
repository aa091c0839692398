"""Local time by the periods of a zone, for runs whose clock is given: what C's localtime and mktime would say."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from rules.lua.protocol.clock import Period

_HOUR = 3600


class LocalTime:
    """Conversions in both directions. None of them raises, whatever number a script hands in."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self._periods = tuple(periods)
        self._starts = [period.since for period in self._periods]

    def at(self, moment: float) -> Period:
        """Return the period that holds at a moment (seconds since 1970, UTC)."""
        return self._periods[max(0, bisect_right(self._starts, moment) - 1)]

    def instant(self, local: float, dst: bool | None) -> float:
        """Return the moment at which clocks show `local` (seconds since 1970, as if it were UTC).

        `dst` says which of two is meant where clocks were put back; None is standard time, as in Microsoft's C library.
        A time that clocks skipped is read as if they had not been put forward yet. A time that is said to be summer
        time in winter, or the reverse, is read in the nearest period of that kind.
        """
        near = self._near(local)
        fitting = [period for period in near if self.at(local - period.offset) == period]
        if fitting and (dst is None or any(period.dst == dst for period in fitting)):
            kind = [period for period in fitting if period.dst == bool(dst)]
            return local - (kind or fitting)[-1].offset
        if dst is None:
            skipped = [early for early, late in pairwise(near) if local - early.offset >= late.since]
            return local - (skipped or near)[-1].offset
        return local - self._nearest(local, dst)

    def _near(self, local: float) -> tuple[Period, ...]:
        """Return the periods that may hold at that local time, in order."""
        place = max(0, bisect_right(self._starts, local) - 1)
        return self._periods[max(0, place - 1) : place + 2]

    def _nearest(self, local: float, dst: bool) -> int:
        """Return the offset of the nearest period of that kind. Where there is none, it is an hour from the other."""
        here = max(0, bisect_right(self._starts, local) - 1)
        places = sorted(range(len(self._periods)), key=lambda place: abs(place - here))
        found = (self._periods[place].offset for place in places if self._periods[place].dst == dst)
        return next(found, self._periods[here].offset + (_HOUR if dst else -_HOUR))
