"""Fields for domains, sizes and scripts. Their errors are the sentences of the function that reads the value."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rules.dryrun.size import parse_size
from rules.resolver.domain_list import read_one


class SourceField(forms.CharField):
    """A script's text, exactly as typed: no stripping, and NUL characters are named with their line later."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            strip=False,
            empty_value="",
            widget=forms.Textarea(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
            **options,
        )
        self.validators = []


class DomainField(forms.CharField):
    """A domain, an e-mail address or an internationalised name; the value is canonical."""

    def clean(self, value: str | None) -> str:
        try:
            return read_one(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class SizeField(forms.CharField):
    """A size in bytes, from a number with or without a unit."""

    def clean(self, value: str | None) -> int:
        try:
            return parse_size(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None
