"""Saving what is in the editor."""

from django import forms

from rules.forms.fields import SourceField
from rules.models import MAX_MESSAGE
from rules.services.revisions import WHY


class SaveForm(forms.Form):
    """`parent` is the number of the latest revision when the editor was opened, `tab` the page's name for itself, and
    `draft` the version of the draft that it shows."""

    source = SourceField(label="Script", required=False)
    message = forms.CharField(
        label="What did you change?",
        max_length=MAX_MESSAGE,
        error_messages={"required": WHY, "max_length": "At most %(limit_value)d characters; it has %(show_value)d."},
    )
    tab = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    draft = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
