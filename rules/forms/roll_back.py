"""The form that makes a revision live again that was live before."""

from django import forms

from rules.forms.sentences import HouseForm
from rules.models import MAX_REASON


class RollBackForm(HouseForm):
    """`replaces` is the number of the revision that was live when the page was opened."""

    replaces = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why, in a few words",
        max_length=MAX_REASON,
        help_text="The audit keeps it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say in a few words why."},
    )

    @classmethod
    def offered(cls, live: int | None, reason: str = "") -> "RollBackForm":
        return cls(initial={"replaces": live, "reason": reason}, auto_id="roll-back-%s")
