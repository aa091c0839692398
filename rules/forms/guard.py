"""A text to guard: which one, over which time, and how long mail lives."""

from datetime import timedelta

from django import forms

from rules.forms.replay import RANGES
from rules.forms.tried_text import TriedTextForm
from rules.guard.settings import RETRY_MINUTES, GuardSettings


def _between(least: float, most: float, unit: str) -> dict[str, str]:
    sentence = f"Write a number of {unit} from {least:g} to {most:,g}."
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)


class GuardForm(TriedTextForm):
    range = forms.ChoiceField(label="Over", choices=[(key, label) for key, (label, _) in RANGES.items()], initial="7d")
    give_up = forms.FloatField(
        label="Days in the queue",
        min_value=0.01,
        max_value=60,
        help_text="VPOP3 gives up a message after so many.",
        error_messages=_between(0.01, 60, "days"),
    )
    retry = forms.FloatField(
        label="Minutes until the next try",
        min_value=1,
        max_value=1_440,
        initial=f"{RETRY_MINUTES:g}",
        help_text="Of mail that failed for the time being.",
        error_messages=_between(1, 1_440, "minutes"),
    )

    @property
    def length(self) -> timedelta:
        """The time of a valid form."""
        return RANGES[self.cleaned_data["range"]][1]

    def values(self) -> GuardSettings:
        """Return the settings of a valid form."""
        return GuardSettings(give_up_days=self.cleaned_data["give_up"], retry_minutes=self.cleaned_data["retry"])
