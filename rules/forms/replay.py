"""A trial on history: which text, beside which other, over which attempts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from rules.dryrun.run_inputs import ASSUME, field_of
from rules.forms.dry_run import MOST_RETRIES
from rules.forms.fields import DomainField, SizeField, SourceField
from rules.forms.moments import MomentField
from rules.forms.sentences import HouseForm
from rules.models import NamedText
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.inputs import ReplayInputs
from rules.resolver.registered_domain import registered_domain
from rules.text.encoding import UnusableText
from rules.vpop3 import versions
from rules.vpop3.assumptions import ASSUMPTIONS

NONE, TYPED = "none", "typed"
ALL = "all"
RANGES = {
    "24h": ("The last 24 hours", timedelta(days=1)),
    "7d": ("The last 7 days", timedelta(days=7)),
    "14d": ("The last 14 days", timedelta(days=14)),
    "30d": ("The last 30 days", timedelta(days=30)),
    "90d": ("The last 90 days", timedelta(days=90)),
}
MOST_NAMES = 200
LIST = forms.Textarea({"rows": 2, "spellcheck": "false", "autocapitalize": "off"})


class OptionalSizeField(SizeField):
    def clean(self, value: str | None) -> int:
        return super().clean(value) if value and value.strip() else None  # type: ignore[return-value]


class OptionalDomainField(DomainField):
    def clean(self, value: str | None) -> str:
        return super().clean(value) if value and value.strip() else ""


class ReplayForm(HouseForm):
    """`source` is a text that was typed and is not saved; it is one of the texts to choose from."""

    tried = forms.ChoiceField(label="Try")
    against = forms.ChoiceField(label="Compare with")
    range = forms.ChoiceField(
        label="Over",
        choices=[*((key, label) for key, (label, _) in RANGES.items()), (ALL, "All the history there is")],
        initial="7d",
    )
    since = MomentField(label="or from")
    until = MomentField(label="to", later=True)
    servers = forms.CharField(
        label="Only these servers", max_length=20_000, required=False, widget=LIST, help_text="Names, one on each line."
    )
    providers = forms.CharField(
        label="Only these providers",
        max_length=20_000,
        required=False,
        widget=LIST,
        help_text="Registered domains: all servers below them.",
    )
    lag = forms.FloatField(
        label="Lag in seconds",
        min_value=0,
        max_value=86_400,
        initial=0,
        help_text="The time from an attempt's start until a script can read its row.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Write a number of seconds from 0 to 86400."
        ),
    )
    version = forms.ChoiceField(
        label="VPOP3 version",
        choices=[(str(version), str(version)) for version in reversed(versions.CHOICES)],
        initial=str(versions.CURRENT),
    )
    retries = forms.IntegerField(
        label="Retries so far",
        min_value=0,
        max_value=MOST_RETRIES,
        required=False,
        help_text="Empty: as recorded, else 0.",
    )
    size = OptionalSizeField(
        label="Message size", max_length=50, required=False, help_text="Empty: as recorded, else 20 KB."
    )
    domain = OptionalDomainField(
        label="Domain",
        max_length=1000,
        required=False,
        help_text="Empty: as recorded, else the registered domain of the server.",
    )
    source = SourceField(required=False, label="Script", max_length=4_000_000)
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        texts: Sequence[tuple[str, str]],
        live: int | None,
        find_text: Callable[[str], NamedText],
        find_typed: Callable[[str, int | None], NamedText],
        initial: dict[str, Any] | None = None,
        now: datetime,
        find_oldest: Callable[[], datetime],
    ) -> None:
        """`texts`, `live` and `find_text` as in `BatchForm`; `find_typed` reads the typed text as it would be saved on
        top of a revision, and may raise UnusableText. `find_oldest` returns where the history begins, and may raise
        Unavailable."""
        super().__init__(data, initial=initial)
        self.find_text, self.find_typed, self.find_oldest, self._now = find_text, find_typed, find_oldest, now
        typed = (data or initial or {}).get("source")
        offered = [(TYPED, "The text in the editor, not saved"), *texts] if typed else list(texts)
        self.has_texts = bool(offered)
        self.fields["tried"].choices = offered  # type: ignore[attr-defined]
        self.fields["against"].choices = [(NONE, "Nothing"), *texts]  # type: ignore[attr-defined]
        self.fields["against"].initial = str(live or NONE)
        for assumption in ASSUMPTIONS.values():
            self.fields[field_of(assumption.name)] = forms.ChoiceField(
                label=assumption.question,
                choices=list(assumption.options.items()),
                initial=assumption.default,
                required=False,
            )

    @property
    def inputs(self) -> list[forms.BoundField]:
        return [self[name] for name in ("lag", "version", "retries", "size", "domain")]

    @property
    def inputs_wrong(self) -> bool:
        return any(bound.errors for bound in self.inputs)

    @property
    def assumption_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(ASSUME)]

    @property
    def typed(self) -> bool:
        """Whether there is a text that was typed."""
        return bool(self["source"].value())

    def clean_servers(self) -> tuple[str, ...]:
        return _names(self.cleaned_data["servers"], server_name)

    def clean_providers(self) -> tuple[str, ...]:
        return _names(self.cleaned_data["providers"], registered_domain)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("tried", "against"):
            if name in cleaned:
                try:
                    cleaned[name] = self._text(cleaned[name])
                except UnusableText as error:
                    self.add_error(name, str(error))
        if not {"range", "since", "until"} & self.errors.keys():
            self._clean_range(cleaned)
        return cleaned

    def _text(self, choice: str) -> NamedText | None:
        if choice == NONE:
            return None
        return self.text_of(choice, self.cleaned_data.get("source", ""), self.cleaned_data.get("parent"))

    def text_of(self, choice: str, typed: str, parent: int | None) -> NamedText:
        """Return the text that a choice means, where this was typed on that revision. Raises UnusableText."""
        return self.find_typed(typed, parent) if choice == TYPED else self.find_text(choice)

    def _clean_range(self, cleaned: dict[str, Any]) -> None:
        """A beginning or an end that is given counts instead of the preset. Times still to come have no attempts."""
        until = cleaned["until"] or self._now
        if cleaned["since"]:
            since = cleaned["since"]
        elif cleaned["range"] == ALL:
            try:
                since = self.find_oldest()
            except Unavailable as error:
                self.add_error("range", str(error))
                return
        else:
            since = until - RANGES[cleaned["range"]][1]
        if since >= self._now:
            self.add_error(
                "since", "That is still to come: only what was sent can be replayed. Choose an earlier time."
            )
        elif since >= until:
            self.add_error("until", "The time ends before it begins: choose a later end.")
        cleaned["since"], cleaned["until"] = since, min(until, self._now)

    def values(self) -> ReplayInputs:
        """Return the inputs of a valid form."""
        cleaned = self.cleaned_data
        chosen = {name: cleaned[field_of(name)] for name in ASSUMPTIONS if cleaned.get(field_of(name))}
        return ReplayInputs(
            servers=cleaned["servers"],
            providers=cleaned["providers"],
            lag=cleaned["lag"],
            version=cleaned["version"],
            retries=cleaned["retries"],
            size=cleaned["size"],
            domain=cleaned["domain"] or None,
            assumptions={name: option for name, option in chosen.items() if option != ASSUMPTIONS[name].default},
        )


def _names(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    names = dict.fromkeys(read(name) for name in text.replace(",", " ").replace(";", " ").split())
    if len(names) > MOST_NAMES:
        raise forms.ValidationError(f"That are {len(names):,} names; at most {MOST_NAMES} are read. Choose providers.")
    return tuple(names)
