"""The time range of a page: a preset that ends now, or from and to."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from rules.forms.moments import MomentField
from rules.forms.sentences import HouseForm
from rules.outqueue.attempts.filters import TimeRange
from rules.web.time_zone import in_utc

PRESETS = {
    "1h": ("1 hour", timedelta(hours=1)),
    "6h": ("6 hours", timedelta(hours=6)),
    "24h": ("24 hours", timedelta(hours=24)),
    "7d": ("7 days", timedelta(days=7)),
    "30d": ("30 days", timedelta(days=30)),
    "60d": ("60 days", timedelta(days=60)),
}
LONGEST = timedelta(days=400)


class TimeRangeForm(HouseForm):
    """`since` and `until`, where one is given, count instead of the preset. What was not sent has its default."""

    range = forms.ChoiceField(choices=[(key, label) for key, (label, _) in PRESETS.items()], initial="24h")
    since = MomentField(label="From")
    until = MomentField(label="To", later=True)

    def __init__(self, data: QueryDict, *, now: datetime) -> None:
        completed = data.copy()
        completed.setdefault("range", self.base_fields["range"].initial)
        super().__init__(completed)
        self._now = now

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            since, until = self.bounds()
        except ValueError as error:
            self.add_error("until", str(error))
        else:
            if until - since > LONGEST:
                self.add_error("since", f"An overview covers {LONGEST.days} days at most: choose a later beginning.")
        return values

    def bounds(self) -> tuple[datetime, datetime]:
        """Return the range of a valid form. Without an end it goes up to now; without a beginning it has the preset's
        length."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        length = PRESETS[self.cleaned_data["range"]][1]
        until = until or self._now
        return TimeRange(since=since or until - min(length, until - TimeRange().bounds(until)[0]), until=until).bounds(
            self._now
        )

    @property
    def query(self) -> str:
        """Return the query of a valid form's range for other pages: a range that ends now ends now there, too."""
        given = {name: in_utc(value) for name in ("since", "until") if (value := self.cleaned_data[name])}
        if "until" in given:
            since, until = self.bounds()
            given = {"since": in_utc(since), "until": in_utc(until)}
        return urlencode(given or {"range": self.cleaned_data["range"]})

    @property
    def preset(self) -> str:
        """The preset that is shown; none where from and to are."""
        values = self.cleaned_data if self.is_valid() else {}
        return "" if not values or values["since"] or values["until"] else values["range"]
