"""The text that a form is about: a revision, the draft, or one that was typed and is not saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from rules.forms.fields import SourceField
from rules.forms.replay import TYPED
from rules.forms.sentences import HouseForm
from rules.models import NamedText
from rules.text.encoding import UnusableText


class TriedTextForm(HouseForm):
    """`source` is a text that was typed and is not saved; it is one of the texts to choose from."""

    tried = forms.ChoiceField(label="Text")
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
