"""Numbers to be tuned: of which text, which of its literals, with which values, over which attempts."""

from collections import Counter
from typing import Any

from django import forms

from rules.forms.replay import ReplayForm
from rules.text.encoding import UnusableText
from rules.tuning.literal import Literal
from rules.tuning.literals import Literals, literals_of
from rules.tuning.promising import most_promising
from rules.tuning.variation import read_values

_VALUES_HELP = "A range as 0..10 or 0..60:5, or a list as 5,10,30. Empty: as the history suggests."
_NOT_OF_THIS_TEXT = "That is no number of the text above. Press “Show its numbers”, then choose again."


def _values_field(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, help_text=_VALUES_HELP)


class TuneForm(ReplayForm):
    """As for a trial on history, with one or two literals instead of a text to compare with. A literal is chosen by
    its line and column; those on offer are of the text that is chosen, so `shows` its numbers first."""

    first = forms.ChoiceField(label="Number", error_messages={"invalid_choice": _NOT_OF_THIS_TEXT})
    first_values = _values_field("Its values")
    second = forms.ChoiceField(
        label="Second number", required=False, error_messages={"invalid_choice": _NOT_OF_THIS_TEXT}
    )
    second_values = _values_field("Its values")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options, live=None)
        del self.fields["against"]
        self.fields["tried"].label = "Text"
        self.literals = self._literals_of_the_text()
        self._by_place = {f"{each.line}:{each.column}": each for each in self.literals.offered}
        lines = Counter(each.line for each in self.literals.offered)
        offered = [(place, _named(each, lines[each.line] > 1)) for place, each in self._by_place.items()]
        self.fields["first"].choices = offered  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", "None: one number only"), *offered]  # type: ignore[attr-defined]
        if offered:
            best = most_promising(self.literals)
            self.fields["first"].initial = f"{best.line}:{best.column}"

    @property
    def has_numbers(self) -> bool:
        return bool(self.literals.offered)

    @property
    def vary(self) -> list[str]:
        """Return what is to be varied, as the command line writes it."""
        cleaned = self.cleaned_data
        chosen = [(cleaned["first"], cleaned["first_values"]), (cleaned["second"], cleaned["second_values"])]
        return [f"{place}={values}" if values else place for place, values in chosen if place]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("first", "second"):
            literal = self._by_place.get(cleaned.get(name, ""))
            if literal is not None and (values := cleaned.get(f"{name}_values", "").strip()):
                try:
                    read_values(values, literal)
                except ValueError as sentence:
                    self.add_error(f"{name}_values", str(sentence))
        if cleaned.get("second") and cleaned.get("second") == cleaned.get("first"):
            self.add_error("second", "That is the first number already: choose another one, or none.")
        return cleaned

    def _literals_of_the_text(self) -> Literals:
        """Find the literals of the chosen text; none where there is no such text."""
        nothing = Literals(offered=(), others=())
        offered = [key for key, _ in self.fields["tried"].choices]  # type: ignore[attr-defined]
        chosen = str(self["tried"].value() or "")
        chosen = chosen if chosen in offered else offered[0] if offered else ""
        if not chosen:
            return nothing
        try:
            text = self.text_of(chosen, str(self["source"].value() or ""), _number(self["parent"].value()))
        except UnusableText:
            return nothing
        return literals_of(text.source)


def _named(literal: Literal, has_neighbours: bool) -> str:
    unit = f" {literal.unit}" if literal.unit else ""
    column = f", column {literal.column}" if has_neighbours else ""
    return f"Line {literal.line}{column}: {literal.name}, {literal.text}{unit}"


def _number(value: object) -> int | None:
    return int(str(value)) if str(value or "").isdecimal() else None
