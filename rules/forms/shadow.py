"""A text to run in the shadow: which one, and for how long."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from rules.forms.fields import SourceField
from rules.forms.replay import TYPED
from rules.forms.sentences import HouseForm
from rules.models import NamedText
from rules.replay.inputs import ReplayInputs
from rules.text.encoding import UnusableText
from rules.vpop3 import versions

LONGEST_DAYS = 90


class ShadowForm(HouseForm):
    """`source` is a text that was typed and is not saved; it is one of the texts to choose from."""

    tried = forms.ChoiceField(label="Text")
    days = forms.IntegerField(label="Days", min_value=1, max_value=LONGEST_DAYS, initial=7)
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
    source = SourceField(required=False, label="Script", max_length=4_000_000)
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        texts: Sequence[tuple[str, str]],
        find_text: Callable[[str], NamedText],
        find_typed: Callable[[str, int | None], NamedText],
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`texts`, `find_text` and `find_typed` as in `ReplayForm`."""
        super().__init__(data, initial=initial)
        self._find_text, self._find_typed = find_text, find_typed
        self.typed = bool((data or initial or {}).get("source"))
        offered = [(TYPED, "The text in the editor, not saved"), *texts] if self.typed else list(texts)
        self.has_texts = bool(offered)
        self.fields["tried"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "tried" in cleaned:
            try:
                cleaned["tried"] = self._text(cleaned)
            except UnusableText as error:
                self.add_error("tried", str(error))
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> NamedText:
        if cleaned["tried"] == TYPED:
            return self._find_typed(cleaned.get("source", ""), cleaned.get("parent"))
        return self._find_text(cleaned["tried"])

    def values(self) -> ReplayInputs:
        """Return the inputs of a valid form."""
        return ReplayInputs(lag=self.cleaned_data["lag"], version=self.cleaned_data["version"])
