"""The form that makes a revision live."""

from django import forms

from rules.forms.sentences import HouseForm
from rules.models import MAX_REASON


class PublishForm(HouseForm):
    """The reviewed text: its hash, the number of the revision that was live then, and what the checks said (their
    seal)."""

    sha256 = forms.RegexField(
        r"[0-9a-f]{64}",
        widget=forms.HiddenInput,
        error_messages={"required": "Look at what changes first.", "invalid": "Look at what changes first."},
    )
    replaces = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    checked = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason to publish anyway",
        required=False,
        max_length=MAX_REASON,
        help_text="Needed while a check has not passed. The audit keeps it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
