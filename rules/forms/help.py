"""The search words for the Help."""

from django import forms

from rules.forms.sentences import HouseForm


class HelpSearchForm(HouseForm):
    q = forms.CharField(
        label="Search the Help",
        required=False,
        max_length=200,
        widget=forms.SearchInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "placeholder": "Search the Help",
            }
        ),
    )
