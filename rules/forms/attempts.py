"""Which send attempts to show. A plain form: django-filter narrows Django's query sets, and these rows are VPOP3's."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from rules.outqueue.filters import AttemptFilter, TimeRange
from rules.outqueue.outcome import Outcome

RANGES = {
    "1h": ("Last hour", timedelta(hours=1)),
    "24h": ("Last 24 hours", timedelta(hours=24)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "14d": ("Last 14 days", timedelta(days=14)),
    "all": ("Any time", None),
}
LONGEST_SERVER = 255


class MomentField(forms.DateTimeField):
    """In the time zone of mxadmin, as the browser's own field for date and time sends it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "Write date and time like 2026-11-23 14:30."}


class AttemptFilterForm(forms.Form):
    """`from` and `to`, where one is given, count instead of the range. What was not sent has its default."""

    server = forms.CharField(
        required=False, max_length=LONGEST_SERVER, help_text="The host name exactly as VPOP3 stores it."
    )
    range = forms.ChoiceField(label="Time", choices=[(key, label) for key, (label, _) in RANGES.items()], initial="24h")
    since = MomentField(label="From", required=False)
    until = MomentField(label="To", required=False)
    outcome = forms.ChoiceField(
        required=False, choices=[("", "Any outcome"), *((outcome.value, outcome.label) for outcome in Outcome)]
    )

    def __init__(self, data: QueryDict) -> None:
        completed = data.copy()
        completed.setdefault("range", self.base_fields["range"].initial)
        super().__init__(completed)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                self.wanted()
            except ValueError as error:
                self.add_error("until", str(error))
        return values

    def wanted(self) -> AttemptFilter:
        """Of a valid form."""
        values = self.cleaned_data
        outcome = Outcome(values["outcome"]) if values["outcome"] else None
        return AttemptFilter(time=self._time(), server=values["server"] or None, outcome=outcome)

    def _time(self) -> TimeRange:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if since or until:
            return TimeRange(since=since, until=until)
        return TimeRange(last=RANGES[self.cleaned_data["range"]][1])
