"""The error messages of mxadmin's forms. Django's own ("Ensure this value is …") say neither what fits nor what to
do."""

from collections.abc import Iterator
from typing import cast

from django import forms
from django.http import QueryDict

NOT_LISTED = "“%(value).60s” is not in the list. Choose one that is."
TOO_LONG = "At most %(limit_value)d characters; it has %(show_value)d."


class HouseForm(forms.Form):
    """A form whose fields have these messages, except where a field has one of its own."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            _reword(field)
        super().full_clean()

    def put(self, name: str, text: str) -> None:
        """Show this text in a field of a form that was sent and is shown again."""
        data = cast("QueryDict", self.data).copy()  # what was sent cannot be changed
        data[name] = text
        self.data = data


def _reword(field: forms.Field) -> None:
    """Replace the messages of this form's own fields: fields may be added after the class is defined."""
    djangos = _defaults(type(field))
    for code, sentence in _sentences(field):
        if field.error_messages.get(code) is djangos.get(code):
            field.error_messages[code] = sentence


def _defaults(kind: type[forms.Field]) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in reversed(kind.__mro__):
        found |= getattr(each, "default_error_messages", {})
    return found


def _sentences(field: forms.Field) -> Iterator[tuple[str, str]]:
    yield "null_characters_not_allowed", "It holds a NUL character, which no text may hold. Remove it."
    yield "max_length", TOO_LONG
    yield "min_length", "At least %(limit_value)d characters; it has %(show_value)d."
    match field:
        case forms.IntegerField():
            for code in ("invalid", "min_value", "max_value", "required"):
                yield code, _number(field)
        case forms.ModelChoiceField():
            yield "required", "Choose one from the list."
            yield "invalid_choice", "That is not in the list, or no longer. Choose one that is."
        case forms.ChoiceField():
            yield "required", "Choose one from the list."
            yield "invalid_choice", NOT_LISTED
            yield "invalid_list", "Choose from the list."
        case forms.FileField():
            yield "required", "Choose a file."
            yield "empty", "This file is empty. Choose another one."
            yield "invalid", "No file arrived. Choose it again."
            yield "missing", "No file arrived. Choose it again."
        case forms.DateField():
            yield "required", "Write a day like 2027-01-31."
            yield "invalid", "Write the day like 2027-01-31."
        case _:
            yield "required", "Write something here: it cannot be empty."


def _number(field: forms.IntegerField) -> str:
    least, most = field.min_value, field.max_value
    if least is not None and most is not None:
        return f"Write a whole number from {least} to {most}."
    if least is not None:
        return f"Write a whole number, {least} or more."
    return "Write a whole number."
