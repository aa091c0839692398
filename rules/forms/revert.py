"""The form that restores an older text."""

from django import forms

from rules.forms.sentences import HouseForm
from rules.models import MAX_MESSAGE, MESSAGE_NEEDED, Revision


class RevertForm(HouseForm):
    """`parent` is the number of the latest revision when the page was opened."""

    message = forms.CharField(
        label="Why, in a few words",
        max_length=MAX_MESSAGE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": MESSAGE_NEEDED},
    )
    parent = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    @classmethod
    def to(cls, revision: Revision, latest: int | None) -> "RevertForm":
        message = f"Back to revision {revision.number}: {revision.message}"[:MAX_MESSAGE]
        return cls(initial={"message": message, "parent": latest})
