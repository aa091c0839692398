"""A name for the filters of the list."""

from django import forms
from django.http import QueryDict

from rules.forms.attempts import AttemptFilterForm
from rules.forms.sentences import HouseForm
from rules.models.saved_views import MAX_NAME

LONGEST_QUERY = 8_000


class SavedViewForm(HouseForm):
    name = forms.CharField(
        max_length=MAX_NAME, error_messages={"required": "Give it a name by which you will know it again."}
    )
    query = forms.CharField(required=False, max_length=LONGEST_QUERY)

    def clean_query(self) -> str:
        """Keep only what the list understands, in its plainest form."""
        form = AttemptFilterForm(QueryDict(self.cleaned_data["query"]))
        if not form.is_valid():
            raise forms.ValidationError("These filters cannot be used as they are: correct them first.")
        return form.query()[1:]
