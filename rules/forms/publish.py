"""The form that makes a revision live."""

from typing import Any

from django import forms

from rules.forms.sentences import HouseForm
from rules.fuse.answer import AtEnd
from rules.models import MAX_REASON

SHORTEST, LONGEST = 10, 10_080
"""The minutes of a fuse: five of them are judged together, and after a week there is nothing left to try."""


class PublishForm(HouseForm):
    """The reviewed text: its hash, the number of the revision that was live then, and what the checks said (their
    seal). `fuse_…`: how it is to be on trial."""

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
    fuse = forms.BooleanField(
        label="Publish with a fuse",
        required=False,
        help_text="It is live on trial: judged every minute, and taken back by itself where it does harm.",
    )
    fuse_minutes = forms.IntegerField(
        label="For how many minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        required=False,
        help_text="From when VPOP3 has loaded it. At least three times the longest hold of the text.",
    )
    fuse_at_end = forms.ChoiceField(
        label="At the end without a decision",
        required=False,
        choices=[(AtEnd.TAKE_BACK.value, "take it back"), (AtEnd.KEEP.value, "keep it")],
    )

    def clean(self) -> dict[str, Any]:
        """Of a fuse that is not wanted, nothing matters."""
        found = super().clean() or self.cleaned_data
        if not found.get("fuse"):
            for name in ("fuse_minutes", "fuse_at_end"):
                self.errors.pop(name, None)
        elif "fuse_minutes" in found and found["fuse_minutes"] is None:
            self.add_error("fuse_minutes", f"Write a whole number from {SHORTEST} to {LONGEST}.")
        return found

    @property
    def wanted_fuse(self) -> tuple[int, AtEnd] | None:
        """The minutes and what comes at the end, of a form that is valid; None without a fuse."""
        found = self.cleaned_data
        if not found["fuse"]:
            return None
        return found["fuse_minutes"], AtEnd(found["fuse_at_end"] or AtEnd.TAKE_BACK)
