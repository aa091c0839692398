"""Moments on the command line: ISO 8601, or a time ago."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_AGO = re.compile(r"([0-9]{1,6})\s*([dhm])", re.ASCII)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_MOST_AGO = timedelta(days=36_525)


def read_moment(text: str, zone: tzinfo, now: datetime) -> datetime:
    """Read `2026-11-23 14:30`, the same with an offset or Z, a date (its beginning), or `7d`, `12h`, `30m` ago. Without
    an offset it is in `zone`. Raise ValueError with a sentence."""
    text = text.strip()
    if found := _AGO.fullmatch(text.lower()):
        return now - min(_MOST_AGO, timedelta(**{_UNITS[found[2]]: int(found[1])}))
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text[:40]!r} is not a time: write it like 2026-11-23T14:30, 2026-11-23T14:30+01:00, 7d or 12h."
        ) from None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise ValueError(f"The year {read.year:04} is not one of mail: write one from {_FIRST_YEAR} on.")
    return _aware(read, zone).astimezone(UTC)


def _aware(read: datetime, zone: tzinfo) -> datetime:
    if read.tzinfo is not None:
        return read
    local = read.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read:
        raise ValueError(f"{read:%Y-%m-%d %H:%M} was left out in {zone}: the clocks go forward over it.")
    return local


def read_range(since: str, until: str | None, zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """Read a time range that has begun: what is still to come of it is left out. Raise ValueError."""
    first = read_moment(since, zone, now)
    last = read_moment(until, zone, now) if until else now
    if first >= last:
        raise ValueError(f"The range is empty: {since} is not before {until or 'now'}.")
    if first >= now:
        raise ValueError(f"{since} is still to come: a replay needs a time that has been.")
    return first, min(last, now)
