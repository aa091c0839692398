"""What the list of send attempts is narrowed by, each part with the address without it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from rules.forms.attempts import OUTCOMES, RANGES, AttemptFilterForm
from rules.text.printable import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    name: str
    value: str
    without: str
    """The query of the same list without this part."""


def chips(form: AttemptFilterForm) -> list[Chip]:
    """Of a valid form, in the order of its fields; the usual time is none."""
    return [
        Chip(name=str(form[name].label), value=visible(_said(form, name)), without=form.query(**{name: None}))
        for name in form.fields
        if name in form.given
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
