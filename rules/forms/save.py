"""The form that saves the editor's text."""

from django import forms

from rules.forms.fields import SourceField
from rules.forms.sentences import HouseForm
from rules.models import MAX_MESSAGE, MESSAGE_NEEDED


class SaveForm(HouseForm):
    """`parent` is the number of the latest revision when the editor was opened, `tab` the page's name for itself, and
    `draft` the version of the draft that it shows."""

    source = SourceField(label="Script", required=False)
    message = forms.CharField(
        label="What did you change?",
        max_length=MAX_MESSAGE,
        error_messages={"required": MESSAGE_NEEDED},
    )
    tab = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    draft = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class DraftForm(HouseForm):
    """The fields are as in `SaveForm`."""

    source = SourceField(required=False)
    parent = forms.IntegerField(min_value=1, required=False)
    tab = forms.CharField(max_length=32, required=False)
    draft = forms.CharField(max_length=32, required=False)


HAND = "hand"


class MergeForm(SaveForm):
    """`source` is what was typed on `parent`, `latest` the revision that somebody saved meanwhile. `by_hand` is used
    instead of the choices where `how` is HAND."""

    latest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    by_hand = SourceField(required=False)
    how = forms.CharField(required=False)
