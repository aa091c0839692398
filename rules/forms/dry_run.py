"""The inputs of a dry run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from rules.dryrun.run_inputs import ASSUME, RunInputs, field_of
from rules.dryrun.scenario import HIGHEST_SEED, Scenario, draw_seed
from rules.forms.fields import DomainField, SizeField, SourceField
from rules.forms.moments import PastMomentField
from rules.forms.sentences import HouseForm
from rules.resolver.choice import Cache, DnsChoice, Source
from rules.resolver.domain_list import read_one
from rules.resolver.endpoint import Endpoint
from rules.resolver.forced import read_forced
from rules.resolver.zone import ZoneResolver
from rules.resolver.zone_text import MAX_CHARACTERS, Force, ZoneError
from rules.vpop3 import versions
from rules.vpop3.assumptions import ASSUMPTIONS, Assumptions
from rules.vpop3.versions import Version

ADD_ORIGIN = "add_origin"
"""The name of the button that puts the domain above a zone text as its $ORIGIN; the value is the text's field."""
LONGEST_NAME = 100
MOST_RETRIES = 100_000
HIGHEST_ID = 2**31 - 1
DNS_INPUTS = ("dns", "dns_server", "zone", "force", "cache", "older")

CACHES = [
    (Cache.SHARED.value, "As dry runs left it"),
    (Cache.COLD.value, "Cold: nothing is known"),
    (Cache.WARM.value, "Warm: older answers are known"),
]
TEXT = forms.Textarea({"rows": 4, "spellcheck": "false", "autocapitalize": "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionGroup:
    about: str
    fields: list[forms.BoundField]

    @property
    def changed(self) -> int:
        """The number of assumptions that differ from mxadmin's own."""
        return sum(bound.value() != bound.field.initial for bound in self.fields)


class DryRunForm(HouseForm):
    """The inputs of a dry run. Fields that were not sent at all have their defaults: a link may name just a domain."""

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
    dns_server = forms.CharField(
        label="DNS server",
        max_length=100,
        required=False,
        help_text="Its address, with or without a port.",
    )
    zone = forms.CharField(
        label="Pinned zone text",
        max_length=MAX_CHARACTERS,
        required=False,
        widget=TEXT,
        help_text="The whole of DNS, as in a master file.",
    )
    force = forms.CharField(
        label="Forced results",
        max_length=20_000,
        required=False,
        widget=TEXT,
        help_text=f"A name and a result on each line: {', '.join(Force)}.",
    )
    cache = forms.TypedChoiceField(label="VPOP3's DNS cache", choices=CACHES, coerce=Cache, initial=Cache.SHARED.value)
    older = forms.CharField(
        label="Older answers",
        max_length=MAX_CHARACTERS,
        required=False,
        widget=TEXT,
        help_text="The records that it still holds, as in a master file. GetCheckCache decides whether they count.",
    )
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=HIGHEST_SEED,
        required=False,
        help_text="Decides the order of servers of equal preference. Empty: each run draws its own.",
    )
    at = PastMomentField(
        label="As of",
        help_text="2026-11-23 14:30, or 7d, 12h ago. Empty: now.",
    )
    source = SourceField(required=False, label="Script")
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initial: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.origin_offers: dict[str, str] = {}
        offered = [*dns_choices(), (Source.SERVER.value, "A given server"), (Source.ZONE.value, "Pinned zone text")]
        self.fields["domain"].widget.attrs |= {"list": "destinations", "autocomplete": "off"}
        self.fields["dns"] = forms.ChoiceField(label="DNS", choices=offered, initial=offered[0][0])
        for assumption in ASSUMPTIONS.values():
            self.fields[field_of(assumption.name)] = forms.ChoiceField(
                label=assumption.question, choices=list(assumption.options.items()), initial=assumption.default
            )
        if data is not None:
            self.data = self._completed(data)

    def _completed(self, data: QueryDict) -> QueryDict:
        completed = data.copy()
        for name, field in self.fields.items():
            if field.initial is not None:
                completed.setdefault(name, field.initial)
        if (chosen := data.get(ADD_ORIGIN, "")) in {"zone", "older"}:
            completed[chosen] = _with_origin(completed, chosen)
        return completed

    @property
    def main_fields(self) -> list[forms.BoundField]:
        names = ("domain", "retries", "size", "version", "connection_id", "connection_name", "at", "dns")
        return [self[name] for name in names]

    @property
    def assumption_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(ASSUME)]

    @property
    def assumption_groups(self) -> list[AssumptionGroup]:
        """The assumptions by the hook that they concern, those of all hooks first."""
        groups: dict[str, list[forms.BoundField]] = {}
        for assumption in ASSUMPTIONS.values():
            groups.setdefault(assumption.about, []).append(self[ASSUME + assumption.name])
        return [AssumptionGroup(about=about, fields=fields) for about, fields in groups.items()]

    @property
    def assumptions_changed(self) -> int:
        return sum(group.changed for group in self.assumption_groups)

    @property
    def dns_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("force", "cache", "older", "seed")]

    @property
    def dns_shown(self) -> bool:
        """Whether the part for DNS has a value that differs from the default."""
        chosen = self["cache"].value() != Cache.SHARED or bool(self["force"].value()) or bool(self["seed"].value())
        return chosen or any(field.errors for field in self.dns_fields)

    def clean(self) -> dict[str, Any]:
        """Clean the form. Text for a choice that was not made is kept, and not checked."""
        values: dict[str, Any] = self.cleaned_data
        if values.get("seed") is None:
            values["seed"] = draw_seed()
        if values.get("dns") == Source.SERVER:
            self._check("dns_server", lambda: Endpoint.parse(values.get("dns_server", "")))
        if values.get("dns") == Source.ZONE:
            self._check_zone("zone", "Pinned zone text")
        if values.get("cache") == Cache.WARM:
            self._check_zone("older", "Older answers")
        self._check("force", lambda: read_forced(values.get("force", "")))
        return values

    def _check(self, name: str, read: Callable[[], object]) -> None:
        try:
            read()
        except ValueError as error:
            self.add_error(name, str(error))

    def _check_zone(self, name: str, label: str) -> None:
        """Check the zone. Where an $ORIGIN is all that is missing, the domain asked for is offered as one."""
        asked = self.cleaned_data.get("domain", "")
        try:
            _read_zone(label, self.cleaned_data.get(name, ""), asked)
        except ValueError as error:
            self.add_error(name, str(error))
            if isinstance(error, ZoneError) and error.needs_origin and asked:
                self.origin_offers[name] = asked

    def dns_choice(self) -> DnsChoice:
        """Return the DNS that a valid form chose."""
        return RunInputs(**{name: self.cleaned_data[name] for name in DNS_INPUTS}).dns_choice()

    def typed(self) -> RunInputs:
        """Return what was sent, without the script: it fills the form in again. It has no seed that was drawn."""
        return RunInputs.from_dict({name: str(self.data.get(name, "")) for name in self.fields})

    def inputs(self) -> RunInputs:
        """Return the inputs of a valid form, with the domain as it was understood, and the seed that this run has."""
        values = self.cleaned_data
        at = values["at"].isoformat() if values["at"] else ""
        return replace(self.typed(), domain=values["domain"], seed=str(values["seed"]), at=at)

    def remembered(self) -> RunInputs:
        """Return the inputs that the next run starts with: it is of the present, and draws a seed of its own unless
        one was typed."""
        return replace(self.inputs(), seed=self.typed().seed, at="")

    def scenario(self) -> Scenario:
        """Return the scenario of a valid form."""
        values: dict[str, Any] = self.cleaned_data
        chosen = {name: values[field_of(name)] for name in ASSUMPTIONS}
        return Scenario(
            domain=values["domain"],
            retries=values["retries"],
            size=values["size"],
            version=values["version"],
            connection_id=values["connection_id"],
            connection_name=values["connection_name"],
            assumptions=Assumptions(chosen),
            seed=values["seed"],
            clock=values["at"],
        )


def dns_choices() -> list[tuple[str, str]]:
    """Return the choices of DNS. Zone files come first where there are any: they answer without a network."""
    choices = [(Source.LIVE.value, "Live DNS")]
    if settings.ZONE_FILES:
        names = ", ".join(path.name for path in settings.ZONE_FILES)
        choices.insert(0, (Source.DEMO.value, f"Pinned: {names}"))
    return choices


def _with_origin(data: QueryDict, name: str) -> str:
    """Return the zone with the domain as its origin, where that is a domain."""
    text = data.get(name, "")
    try:
        return f"$ORIGIN {read_one(data.get('domain', ''))}.\n{text}"
    except ValueError:
        return text


def _read_zone(label: str, text: str, asked: str) -> None:
    if not text.strip():
        raise ValueError("Write at least one record, like “example.com. MX 10 mx1.example.com.”.")
    ZoneResolver.parse([(label, text)], asked=asked)
