"""Making a revision live."""

from django import forms


class PublishForm(forms.Form):
    """What was reviewed: the text by its hash, and the number of the revision that was live then."""

    sha256 = forms.RegexField(r"[0-9a-f]{64}", widget=forms.HiddenInput)
    replaces = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
