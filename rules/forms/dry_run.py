"""The inputs of a dry run."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from rules import connections
from rules.dryrun.scenario import Scenario
from rules.forms.fields import DomainField, SizeField, SourceField
from rules.vpop3 import versions
from rules.vpop3.assumptions import ASSUMPTIONS, Assumptions
from rules.vpop3.versions import Version

ASSUME = "assume-"
LONGEST_NAME = 100
MOST_RETRIES = 100_000
HIGHEST_ID = 2**31 - 1


class DryRunForm(forms.Form):
    """Fields that were not sent at all have their defaults: a link may name just a domain."""

    domain = DomainField(
        label="Domain",
        max_length=1000,
        help_text="A domain or an e-mail address.",
        error_messages={"required": "Name the domain that the mail goes to, like example.com."},
    )
    retries = forms.IntegerField(label="Retries so far", min_value=0, max_value=MOST_RETRIES, initial=0)
    size = SizeField(label="Message size", max_length=50, initial="20KB", help_text="Bytes, or with KB or MB.")
    version = forms.TypedChoiceField(
        label="VPOP3 version",
        choices=[(str(version), str(version)) for version in reversed(versions.CHOICES)],
        coerce=Version.parse,
        initial=str(versions.CURRENT),
    )
    connection_id = forms.IntegerField(label="ConnectionId", min_value=0, max_value=HIGHEST_ID, initial=1)
    connection_name = forms.CharField(
        label="ConnectionName", max_length=LONGEST_NAME, required=False, strip=False, initial="Main"
    )
    source = SourceField(required=False, label="Script")
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["dns"] = forms.ChoiceField(label="DNS", choices=dns_choices(), initial=dns_choices()[0][0])
        for assumption in ASSUMPTIONS.values():
            self.fields[ASSUME + assumption.name] = forms.ChoiceField(
                label=assumption.question, choices=list(assumption.options.items()), initial=assumption.default
            )
        if data is not None:
            self.data = self._completed(data)

    def _completed(self, data: QueryDict) -> QueryDict:
        completed = data.copy()
        for name, field in self.fields.items():
            if field.initial is not None:
                completed.setdefault(name, field.initial)
        return completed

    @property
    def main_fields(self) -> list[forms.BoundField]:
        names = ("domain", "retries", "size", "version", "connection_id", "connection_name", "dns")
        return [self[name] for name in names]

    @property
    def assumption_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(ASSUME)]

    def scenario(self) -> Scenario:
        """Of a valid form."""
        values: dict[str, Any] = self.cleaned_data
        chosen = {name: values[ASSUME + name] for name in ASSUMPTIONS}
        return Scenario(
            domain=values["domain"],
            retries=values["retries"],
            size=values["size"],
            version=values["version"],
            connection_id=values["connection_id"],
            connection_name=values["connection_name"],
            assumptions=Assumptions(chosen),
        )


def dns_choices() -> list[tuple[str, str]]:
    """Zone files come first where there are any: they answer without a network."""
    choices = [(connections.LIVE, "Live DNS")]
    if settings.ZONE_FILES:
        names = ", ".join(path.name for path in settings.ZONE_FILES)
        choices.insert(0, (connections.DEMO, f"Pinned: {names}"))
    return choices
