"""Saving what is in the editor."""

from django import forms

from rules.forms.fields import SourceField
from rules.models import MAX_MESSAGE


class SaveForm(forms.Form):
    """`parent` is the number of the latest revision when the editor was opened."""

    source = SourceField(label="Script", required=False)
    message = forms.CharField(
        label="What did you change?",
        max_length=MAX_MESSAGE,
        required=False,
        error_messages={"max_length": "At most %(limit_value)d characters; it has %(show_value)d."},
    )
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
