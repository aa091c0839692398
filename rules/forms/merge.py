"""One text of two that began as the same one."""

from django import forms

from rules.forms.fields import SourceField
from rules.forms.save import SaveForm

HAND = "hand"


class MergeForm(SaveForm):
    """`source` is what was typed on `parent`, `latest` the revision that somebody saved meanwhile. `by_hand` is used
    instead of the choices where `how` is HAND."""

    latest = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    by_hand = SourceField(required=False)
    how = forms.CharField(required=False)
