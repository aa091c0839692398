"""A moment as a person types it: local time of the reader's zone, or with an offset of its own."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

EARLIEST_YEAR, LATEST_YEAR = 1990, 2199
_AGO = re.compile(r"(\d{1,6})\s*([dhm])", re.ASCII)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_LONGEST_AGO = timedelta(days=36_500)
UNREADABLE = "Write date and time like 2026-11-23 14:30."


class MomentField(forms.CharField):
    """`later`: of the two moments that an hour repeated in autumn has, take the later, not the earlier."""

    def __init__(self, *, later: bool = False, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(required=False, max_length=64, empty_value=None, widget=widget, **options)
        self._later = later

    def clean(self, value: str | None) -> datetime | None:
        text = super().clean(value)
        try:
            return moment(text, timezone.get_current_timezone(), later=self._later) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """Return the value as the browser's own field shows it: local and without offset. A value that cannot be read
        stays as it was typed."""
        try:
            read = moment(value or "", timezone.get_current_timezone())
        except ValueError:
            return value
        return timezone.localtime(read).replace(tzinfo=None).isoformat(timespec="seconds" if read.second else "minutes")


def moment(text: str, zone: tzinfo, *, later: bool = False) -> datetime:
    """Read a moment. Raises ValueError with a sentence for any other text, also for a time that the clocks of the zone
    leap over."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(UNREADABLE) from None
    if not EARLIEST_YEAR <= read.year <= LATEST_YEAR:
        raise ValueError(f"The year {read.year:04} is not one of mail: write one from {EARLIEST_YEAR} on.")
    if read.tzinfo is None:
        read = read.replace(tzinfo=zone, fold=int(later))
        if read.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read.replace(tzinfo=None):
            raise ValueError(f"{read:%H:%M} was left out that day in {zone}: the clocks go forward over it.")
    return read.astimezone(UTC)


def past_moment(text: str, zone: tzinfo, now: datetime) -> datetime:
    """Read a moment that has been, also as "7d", "12h" or "30m" ago. The result is in `zone`. Raises ValueError with a
    sentence."""
    ago = _AGO.fullmatch(text.strip().lower())
    length = timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else timedelta()
    read = now - min(_LONGEST_AGO, length) if ago else moment(text, zone)
    if read > now:
        raise ValueError("That is still to come: name a moment that has been.")
    return read.astimezone(zone)


class PastMomentField(forms.CharField):
    """The value is in the zone of VPOP3, which is the server's own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=64, **options)

    def clean(self, value: str | None) -> datetime | None:
        text = super().clean(value)
        try:
            read = past_moment(text, timezone.get_current_timezone(), timezone.now()) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return read.astimezone(timezone.get_default_timezone()) if read else None
