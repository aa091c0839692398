"""The storms in which the big provider throttles: regularly, and always at this moment while a demo runs."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

BEFORE_START = timedelta(minutes=6)
"""The time that a storm has been going on when the demo starts: its first failures count in the rules for some minutes
more."""
NEWSLETTER_DAYS = (0, 2, 4)
"""The newsletter's days, Monday, Wednesday and Friday: it is too much for the provider."""


@dataclass(frozen=True, slots=True)
class Storm:
    """A storm from `since` until `until`; None: it goes on."""

    since: datetime
    until: datetime | None = None

    def is_active(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@lru_cache(maxsize=64)
def of_day(day: date, seed: int) -> tuple[Storm, ...]:
    """Return the regular storms of a day, in local time."""
    chance = random.Random(f"{seed}/{day}")  # noqa: S311 - a model of traffic, guards nothing
    storms = []
    if day.weekday() in NEWSLETTER_DAYS:
        storms.append(_storm(day, hour=10, minute=5, minutes=chance.randint(50, 80)))
    if day.weekday() < 5 and chance.random() < 0.3:
        storms.append(_storm(day, hour=14, minute=chance.randint(0, 90), minutes=chance.randint(25, 45)))
    return tuple(storms)


def _storm(day: date, *, hour: int, minute: int, minutes: int) -> Storm:
    since = datetime.combine(day, time(hour)).astimezone(UTC) + timedelta(minutes=minute)
    return Storm(since, since + timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True)
class Weather:
    """The regular storms and those of the demo's own runs."""

    seed: int
    runs: tuple[Storm, ...] = ()

    def stormy(self, moment: datetime) -> bool:
        regular = of_day(moment.astimezone().date(), self.seed)
        return any(storm.is_active(moment) for storm in (*self.runs, *regular))

    def beginning(self, since: datetime, until: datetime) -> list[Storm]:
        """Return the storms that begin in that time (`until` excluded)."""
        days = {moment.astimezone().date() for moment in (since, until)}
        known = (*self.runs, *(storm for day in sorted(days) for storm in of_day(day, self.seed)))
        return [storm for storm in known if since <= storm.since < until]

    @classmethod
    def resume(cls, file: Path, *, seed: int, now: datetime, last: datetime | None) -> "Weather":
        """Begin the storm of this run, which goes on until its end; the storm of the run before ended with `last`, the
        last attempt that was written down. `file` remembers the storms of all runs."""
        past = [_ended(storm, last) for storm in _read(file)]
        since = max(now - BEFORE_START, last) if last else now - BEFORE_START
        runs = (*past, Storm(since))
        file.write_text(json.dumps([[_text(storm.since), _text(storm.until)] for storm in runs]))
        return cls(seed, runs)


def _read(file: Path) -> list[Storm]:
    if not file.exists():
        return []
    return [
        Storm(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for since, until in json.loads(file.read_text())
    ]


def _ended(storm: Storm, last: datetime | None) -> Storm:
    return Storm(storm.since, storm.until or last or storm.since)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
