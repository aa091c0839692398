"""The filter of the list of send attempts. A plain form: django-filter narrows Django's query sets, and these rows are
VPOP3's."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime

from rules.forms.moments import MomentField
from rules.forms.sentences import HouseForm
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.filters import CODE, ENHANCED, NO_CODE, NO_SERVER, AttemptFilter, TimeRange
from rules.outqueue.attempts.term_conditions import missing_column
from rules.search.language import parse, written
from rules.search.terms import NONE, Key, SearchError, Term
from rules.smtp.reply import Outcome
from rules.text.printable import visible
from rules.web.time_zone import in_utc

RANGES = {
    "15m": ("Last 15 minutes", timedelta(minutes=15)),
    "1h": ("Last hour", timedelta(hours=1)),
    "6h": ("Last 6 hours", timedelta(hours=6)),
    "24h": ("Last 24 hours", timedelta(hours=24)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "14d": ("Last 14 days", timedelta(days=14)),
    "30d": ("Last 30 days", timedelta(days=30)),
    "60d": ("Last 60 days", timedelta(days=60)),
    "all": ("Any time", None),
}
USUAL_RANGE, FIXED = "1h", "fixed"
LONGEST_NAME = 255
LONGEST_WORDS = 200
TYPED = "server, domain, address, code or words"
FAILED = "failed"
OUTCOMES = {FAILED: "any failure"} | {outcome.value: outcome.label for outcome in Outcome}
NAMES = frozenset({Key.NAME, Key.ADDRESS, Key.IP})
FIRST = ("q", "range")

NEEDED = {
    "domain": (Meaning.DOMAIN, Meaning.RECIPIENT),
    "recipient": (Meaning.RECIPIENT,),
    "message": (Meaning.MESSAGE_ID,),
}
"""Fields that need one of these columns."""


def _hinted(hint: str) -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": hint, "autocomplete": "off", "spellcheck": "false"})


class AttemptFilterForm(HouseForm):
    """`since` and `until`, where one is given, count instead of the range. What was not sent has its default.

    With `columns`, fields that the table has no column for are left out.
    """

    q = forms.CharField(label="Search", required=False, strip=False, widget=_hinted(TYPED))
    words = forms.CharField(
        label="Words in the reply",
        required=False,
        max_length=LONGEST_WORDS,
        widget=_hinted("all of them, in any order"),
    )
    server = forms.CharField(required=False, max_length=LONGEST_NAME, widget=_hinted("like mx1.example.com"))
    outcome = forms.ChoiceField(required=False, choices=[("", "Any outcome"), *OUTCOMES.items()])
    range = forms.ChoiceField(
        label="Time", choices=[*((key, label) for key, (label, _) in RANGES.items()), (FIXED, "From – to")]
    )
    since = MomentField(label="From")
    until = MomentField(label="To", later=True)
    code = forms.CharField(
        label="Reply code",
        required=False,
        widget=_hinted("like 421, or none"),
        max_length=LONGEST_NAME,
        validators=[
            RegexValidator(rf"\A({CODE.pattern}|{NO_CODE})\Z", "Three digits, the first 2 to 5, like 421; or none.")
        ],
    )
    enhanced = forms.CharField(
        label="Enhanced status code",
        required=False,
        widget=_hinted("like 4.7.1"),
        max_length=LONGEST_NAME,
        validators=[RegexValidator(rf"\A{ENHANCED.pattern}\Z", "Three numbers, like 4.7.1.")],
    )
    provider = forms.CharField(required=False, max_length=LONGEST_NAME, widget=_hinted("all servers below a domain"))
    domain = forms.CharField(required=False, max_length=LONGEST_NAME)
    recipient = forms.CharField(required=False, max_length=LONGEST_NAME, widget=_hinted("an address, or a part of it"))
    message = forms.CharField(label="Message id", required=False, max_length=LONGEST_NAME)

    def __init__(self, data: QueryDict, columns: Columns | None = None) -> None:
        completed = data.copy()
        if any(completed.get(name, "").strip() for name in ("since", "until")):
            completed["range"] = FIXED
        elif completed.get("range", FIXED) == FIXED:
            completed["range"] = USUAL_RANGE
        super().__init__(completed)
        self.columns = columns
        for name, meanings in NEEDED.items():
            if columns and not any(meaning in columns for meaning in meanings) and not completed.get(name):
                del self.fields[name]

    def clean_q(self) -> tuple[Term, ...]:
        """Read the search. A term that the table has no column for is refused, too."""
        try:
            terms = parse(self.cleaned_data["q"])
        except SearchError as error:
            raise forms.ValidationError(str(error)) from None
        missing = (missing_column(self.columns, term) for term in terms) if self.columns else ()
        if sentences := list(filter(None, missing)):
            raise forms.ValidationError(sentences)
        return terms

    def clean_provider(self) -> str:
        """Read a provider, also as people write it: *.example.com, .example.com or @example.com."""
        provider: str = self.cleaned_data["provider"]
        return provider.lstrip("*.@").rstrip(".")

    def clean_words(self) -> tuple[str, ...]:
        words = tuple(self.cleaned_data["words"].split())
        try:
            AttemptFilter(words=words)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return words

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not {"range", "since", "until"} & self.errors.keys():
            try:
                self._time()
            except ValueError as error:
                self.add_error("until", str(error))
        return values

    def wanted(self) -> AttemptFilter:
        """Return the filter of a valid form."""
        values = self.cleaned_data
        outcome = values["outcome"]
        texts: dict[str, Any] = {
            name: values.get(name) or None for name in ("provider", "domain", "recipient", "message", "enhanced")
        }
        menus = AttemptFilter(
            time=self._time(),
            server="" if values["server"] == NO_SERVER else values["server"] or None,
            code="" if values["code"] == NO_CODE else values["code"] or None,
            outcome=Outcome(outcome) if outcome and outcome != FAILED else None,
            failed=outcome == FAILED,
            words=values["words"],
            **texts,
        )
        return menus.narrowed(values["q"])

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields that can be folded away."""
        return [field for field in self if field.name not in FIRST]

    @property
    def rest_count(self) -> int:
        """The number of folded fields that have something in them."""
        return sum(bool(field.data) for field in self.rest)

    @property
    def rest_has_errors(self) -> bool:
        return any(field.errors for field in self.rest)

    @property
    def fixed(self) -> bool:
        """Whether the time is from–to, instead of a range that ends now."""
        return bool(self.cleaned_data["since"] or self.cleaned_data["until"])

    @property
    def given(self) -> dict[str, str]:
        """The parameters of a valid form's address, and no more; moments in UTC, so that it says the same to
        everybody."""
        texts = {name: _written(value) for name, value in self.cleaned_data.items() if value}
        if self.fixed or texts.get("range") == USUAL_RANGE:
            texts.pop("range", None)
        return texts

    @property
    def in_replies(self) -> str:
        """The query that looks in the replies for the names and addresses of the search; empty where it has none."""
        terms = self.cleaned_data["q"]
        moved = [replace(term, key=Key.REPLY) if term.key in NAMES and not term.negated else term for term in terms]
        return self.query(q=written(moved)) if moved != list(terms) else ""

    def query(self, **changes: str | None) -> str:
        """Return the address of the same filter with some changes: None leaves a field out."""
        query = urlencode({name: value for name, value in (self.given | changes).items() if value})
        return f"?{query}" if query else "?"

    def _time(self) -> TimeRange:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if since or until:
            return TimeRange(since=since, until=until)
        return TimeRange(last=RANGES[self.cleaned_data["range"]][1])


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, tuple):
        return written(value) if isinstance(value[0], Term) else " ".join(value)
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    name: str
    value: str
    without: str
    """The query of the same list without this part."""
    typed: str = ""
    """How a part of the search is typed."""


def chips(form: AttemptFilterForm) -> list[Chip]:
    """Return the chips of a valid form: one for each term of the search, then those of the other fields in their
    order. The usual time has none."""
    terms = form.cleaned_data["q"]
    parts = [
        Chip(
            name=term.label,
            value=visible(term.value or NONE),
            without=form.query(q=written([*terms[:place], *terms[place + 1 :]])),
            typed=written([term]),
        )
        for place, term in enumerate(terms)
    ]
    return parts + [
        Chip(name=str(form[name].label), value=visible(_said(form, name)), without=form.query(**{name: None}))
        for name in form.fields
        if name in form.given and name != "q"
    ]


def _said(form: AttemptFilterForm, name: str) -> str:
    value = form.cleaned_data[name]
    if isinstance(value, datetime):
        return date_format(localtime(value), "j M Y, H:i:s")
    if name == "outcome":
        return OUTCOMES[value]
    if name == "range":
        return RANGES[value][0]
    return form.given[name]
