"""A text on its way to being saved."""

from django import forms

from rules.forms.fields import SourceField
from rules.forms.sentences import HouseForm


class DraftForm(HouseForm):
    """The fields are as in `SaveForm`."""

    source = SourceField(required=False)
    parent = forms.IntegerField(min_value=1, required=False)
    tab = forms.CharField(max_length=32, required=False)
    draft = forms.CharField(max_length=32, required=False)
