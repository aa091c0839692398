"""A text to run in the shadow: which one, and for how long."""

from django import forms

from rules.forms.tried_text import TriedTextForm
from rules.replay.inputs import ReplayInputs
from rules.vpop3 import versions

LONGEST_DAYS = 90


class ShadowForm(TriedTextForm):
    days = forms.IntegerField(label="Days", min_value=1, max_value=LONGEST_DAYS, initial=7)
    lag = forms.FloatField(
        label="Lag in seconds",
        min_value=0,
        max_value=86_400,
        initial=0,
        help_text="The time from an attempt's start until a script can read its row.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Write a number of seconds from 0 to 86400."
        ),
    )
    version = forms.ChoiceField(
        label="VPOP3 version",
        choices=[(str(version), str(version)) for version in reversed(versions.CHOICES)],
        initial=str(versions.CURRENT),
    )

    def values(self) -> ReplayInputs:
        """Return the inputs of a valid form."""
        return ReplayInputs(lag=self.cleaned_data["lag"], version=self.cleaned_data["version"])
