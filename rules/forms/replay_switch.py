"""One thing that a trial assumed, chosen otherwise for the same trial once more."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from rules.forms.replay import ReplayForm
from rules.forms.sentences import HouseForm
from rules.replay.inputs import ReplayInputs
from rules.vpop3.assumptions import ASSUMPTIONS

TYPED = ("lag", "retries", "size", "domain")
"""The inputs that are typed; all others are assumptions with options to choose from."""
SWITCHED = (*TYPED, *ASSUMPTIONS)


class SwitchForm(HouseForm):
    """`option` is read as in the form for a new trial. `name` is one of `SWITCHED`. The present option of an assumption
    is not offered."""

    def __init__(self, name: str, inputs: ReplayInputs, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{name}-%s")
        self.name = name
        self._inputs = inputs
        self.fields["option"] = deepcopy(ReplayForm.base_fields[name]) if name in TYPED else _options(name, inputs)
        self.fields["option"].help_text = ""
        self.fields["option"].initial = getattr(inputs, name) if name in TYPED else None

    def inputs(self) -> ReplayInputs:
        """Return the inputs with the option of a valid form."""
        chosen: Any = self.cleaned_data["option"]
        if self.name in TYPED:
            changed: dict[str, Any] = {self.name: None if chosen == "" else chosen}
            return replace(self._inputs, **changed)
        assumptions = {**self._inputs.assumptions, self.name: chosen}
        unusual = {name: option for name, option in assumptions.items() if option != ASSUMPTIONS[name].default}
        return replace(self._inputs, assumptions=unusual)


def _options(name: str, inputs: ReplayInputs) -> forms.ChoiceField:
    assumption = ASSUMPTIONS[name]
    present = inputs.assumptions.get(name, assumption.default)
    others = [(option, sentence) for option, sentence in assumption.options.items() if option != present]
    return forms.ChoiceField(choices=others)
