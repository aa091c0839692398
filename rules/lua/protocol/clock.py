"""The clock that a run is given: a moment, and the rules of a time zone around it.

The clock stands still, so that the same run gives the same answer each time: `os.time()` and `os.date()` say the moment
whenever they are asked, and `os.clock()` says 0. A script that waits for the time to pass meets the limits, as any
endless loop does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from rules.lua.protocol import encoding
from rules.lua.protocol.encoding import WireError

_FIRST_YEAR, _LAST_YEAR = 1970, 2050
_STEP = timedelta(days=7)
_MOST_PERIODS, _MOST_NAME, _MOST_OFFSET = 2_000, 40, 86_400
_MOST_SECONDS = 2.0**53


class Period(NamedTuple):
    """From `since` on (seconds since 1970, UTC), clocks are `offset` seconds ahead of UTC. The first one also holds
    before that, and the last one for ever."""

    since: int
    offset: int
    dst: bool
    name: str


@dataclass(frozen=True, slots=True)
class Clock:
    """`moment` is aware; `zone` is the one that `os.date` and `os.time` count in."""

    moment: datetime
    zone: tzinfo = UTC

    @property
    def at(self) -> float:
        """Seconds since 1970."""
        return self.moment.timestamp()


@lru_cache(maxsize=32)
def periods(zone: tzinfo) -> tuple[Period, ...]:
    """Return the periods of a zone from 1970 to 2050. The sandbox cannot open the system's files on zones itself."""
    moment, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    found = [_period(zone, moment)]
    while moment < end:
        later = moment + _STEP
        if _rule(zone, later) != _rule(zone, moment):
            found.append(_period(zone, _change(zone, moment, later)))
        moment = later
    return tuple(found[:_MOST_PERIODS])


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """Return the first second of the rule that holds at `after`."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if _rule(zone, middle) == _rule(zone, before):
            before = middle
        else:
            after = middle
    return after


def _rule(zone: tzinfo, moment: datetime) -> tuple[int, bool, str]:
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return int(offset.total_seconds()), bool(local.dst()), (local.tzname() or "")[:_MOST_NAME]


def _period(zone: tzinfo, moment: datetime) -> Period:
    return Period(int(moment.timestamp()), *_rule(zone, moment))


def read_periods(data: Any) -> tuple[Period, ...]:
    """Read the periods of a message: at least one, in order. Raise WireError."""
    found = tuple(map(_read_period, encoding.items(data, _MOST_PERIODS)))
    if not found or any(late.since <= early.since for early, late in pairwise(found)):
        raise WireError("A time zone has no periods, or they are in no order.")
    return found


def read_moment(data: Any) -> float:
    """Read seconds since 1970. Raise WireError."""
    if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
        raise WireError("A moment is no number.")
    if abs(data) > _MOST_SECONDS:
        raise WireError("A moment is out of range.")
    return float(data)


def _read_period(data: Any) -> Period:
    fields: Sequence[Any] = encoding.items(data, 4)
    if len(fields) != 4 or not isinstance(fields[2], bool):
        raise WireError("A period of a time zone has no known form.")
    since, offset = (int(read_moment(number)) for number in fields[:2])
    if abs(offset) > _MOST_OFFSET:
        raise WireError("A time zone is more than a day ahead or behind.")
    return Period(since, offset, fields[2], encoding.text(fields[3], _MOST_NAME))
