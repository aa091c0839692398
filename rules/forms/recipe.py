"""The form of a recipe: one field for each of its parameters."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rules.forms.sentences import HouseForm
from rules.recipes.parameters import Day, Domains, Hosts, Names, Option, Parameter, Relay, Value, Whole
from rules.recipes.recipe import Recipe

MOST_TYPED = 100_000
_LINES = {"rows": 5, "spellcheck": "false", "autocapitalize": "off"}


class ParameterField(forms.Field):
    """A field whose value is read by a recipe's parameter, which also says what is wrong with it."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(label=parameter.label, help_text=parameter.help, required=False, widget=_widget(parameter))
        self.parameter = parameter

    @property
    def unit(self) -> str:
        return self.parameter.unit if isinstance(self.parameter, Whole) else ""

    @property
    def is_long(self) -> bool:
        """Whether it takes the form's whole width."""
        return isinstance(self.parameter, Domains | Hosts | Names)

    def clean(self, value: Any) -> Value:
        typed = str(value or "")
        if len(typed) > MOST_TYPED:
            raise ValidationError(f"At most {MOST_TYPED:,} characters; it has {len(typed):,}.")
        try:
            return self.parameter.read(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class RecipeForm(HouseForm):
    keep_test = forms.BooleanField(
        label="Keep its test too",
        required=False,
        initial=True,
        help_text="It fails for revisions without the recipe, so it warns before one of those is published.",
    )

    def __init__(self, recipe: Recipe, data: Mapping[str, str]) -> None:
        """`data` is what was sent, or the text that the fields of a new form have."""
        super().__init__(data)
        self.recipe = recipe
        for parameter in recipe.parameters:
            self.fields[parameter.name] = ParameterField(parameter)

    @property
    def parameters(self) -> list[forms.BoundField]:
        return [self[parameter.name] for parameter in self.recipe.parameters]

    @property
    def values(self) -> dict[str, Value]:
        """Return the values of a valid form."""
        return {parameter.name: self.cleaned_data[parameter.name] for parameter in self.recipe.parameters}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for name, problem in self.recipe.rejects(cleaned).items():
                self.add_error(name, problem)
        return cleaned


def _widget(parameter: Parameter) -> forms.Widget:
    match parameter:
        case Whole():
            return forms.NumberInput({"min": parameter.lowest, "max": parameter.highest, "inputmode": "numeric"})
        case Option():
            return forms.Select(choices=list(parameter.options.items()))
        case Day():
            return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        case Relay():
            return forms.TextInput({"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"})
        case Domains() | Hosts() | Names():
            return forms.Textarea(_LINES)
