"""The filter of the audit."""

from typing import Any

from django import forms
from django.http import QueryDict

from rules.forms.moments import MomentField
from rules.forms.sentences import HouseForm


class AuditFilterForm(HouseForm):
    """The filter. All fields together narrow it; an empty one does not. `actions`: each with its name for people;
    `scripts`: their names."""

    person = forms.CharField(required=False, max_length=150, help_text="Part of a name.")
    action = forms.ChoiceField(required=False)
    script = forms.ChoiceField(required=False)
    address = forms.CharField(required=False, max_length=45, help_text="How it begins.")
    since = MomentField(label="From")
    until = MomentField(label="To", later=True)

    def __init__(self, data: QueryDict, actions: list[tuple[str, str]], scripts: list[str]) -> None:
        super().__init__(data)
        self.fields["action"].choices = [("", "Any action"), *actions]  # type: ignore[attr-defined]
        known = [("", "Any script"), *((name, name) for name in scripts)]
        self.fields["script"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since >= until:
            self.add_error("until", "The time range ends before it begins: exchange from and to.")
        return values

    def query(self) -> str:
        """Return the query string of a link to the same entries, without the question mark."""
        kept = QueryDict(mutable=True)
        kept.update({name: self.data[name] for name in self.fields if self.data.get(name)})
        return kept.urlencode()
