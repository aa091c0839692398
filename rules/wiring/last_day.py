"""The send attempts of the last 24 hours and of the 24 before, counted once a minute for all who look at Home."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cachetools import TTLCache, cached
from django.conf import settings

from rules.outqueue.statistics.counts import Figures
from rules.outqueue.statistics.overview import Overview
from rules.wiring import connections

DAY = timedelta(days=1)
STEP = timedelta(minutes=30)
KEPT_SECONDS = 55.0
"""Shorter than the minute after which pages ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """`found` counts from `since` to `until`, as far as there was time for it."""

    since: datetime
    until: datetime
    found: Overview


def last_day() -> LastDay:
    """Count the last 24 hours. Threads that ask at the same time wait for one answer. Raises Unavailable."""
    return _last_day(settings.VPOP3_DATABASE_URL)


def day_before(day: LastDay) -> Figures | None:
    """Count the 24 hours before; None where that takes too long. Raises Unavailable."""
    return _day_before(settings.VPOP3_DATABASE_URL, day.since)


@cached(TTLCache[Hashable, LastDay](4, KEPT_SECONDS), condition=threading.Condition())
def _last_day(_url: str) -> LastDay:
    now = datetime.now(UTC)
    since = now - DAY
    return LastDay(since=since, until=now, found=_counted(since, now, now))


@cached(TTLCache[Hashable, Figures | None](4, KEPT_SECONDS), condition=threading.Condition())
def _day_before(_url: str, until: datetime) -> Figures | None:
    found = _counted(until - DAY, until, datetime.now(UTC))
    return found.figures if found.complete else None


def _counted(since: datetime, until: datetime, now: datetime) -> Overview:
    origin = since.replace(hour=0, minute=0, second=0, microsecond=0)
    return connections.overviews().of(since, until, step=STEP, origin=origin, now=now)
