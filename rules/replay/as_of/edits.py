"""The replacements in one text, and the parts that it comes to with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.replay.as_of.parts import Fixed, Literal, Part, Word
from rules.replay.as_of.refusal import CannotAsk
from rules.replay.as_of.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Edit:
    start: int
    end: int
    parts: tuple[Part, ...]


class Edits:
    """`structural`: the literals that must be the same in every text that is read like this one."""

    def __init__(self, tokens: Tokens, holes: Mapping[int, int]) -> None:
        self._tokens = tokens
        self._holes = holes
        self._edits: list[Edit] = []
        self._consulted: set[int] = set()

    def consult(self, position: int) -> None:
        """Note that the content of a literal counted."""
        if position in self._holes:
            self._consulted.add(self._holes[position])

    def replace(self, first: int, last: int, *parts: Part) -> None:
        """Replace tokens, by their numbers."""
        tokens = self._tokens.all
        self._edits.append(Edit(tokens[first].start, tokens[last].end, parts))

    def replace_at(self, position: int, *parts: Part) -> None:
        """Replace the token at a position."""
        index = self._tokens.index(position)
        self.replace(index, index, *parts)

    def replace_cast(self, cast: Any, position: int, part: Word | Literal, before: str) -> None:
        """Replace a literal, with the type that is written before it."""
        first, last = self._tokens.index(min(cast.type_name.location, position)), self._tokens.index(position)
        if before:
            self.replace(first, last, Fixed("CAST("), part, Fixed(f" AS {before})"))
        else:
            self.replace(first, last, part)

    @property
    def structural(self) -> tuple[int, ...]:
        own = {part.number for edit in self._edits for part in edit.parts if isinstance(part, Literal)}
        covered = {
            number
            for edit in self._edits
            for position, number in self._holes.items()
            if edit.start <= position < edit.end and number not in own
        }
        return tuple(sorted(covered | self._consulted))

    def parts(self) -> tuple[Part, ...]:
        """Return the whole text, without a semicolon at its end. Raises CannotAsk where replacements overlap."""
        parts: list[Part] = []
        position, text = 0, self._tokens.text
        for edit in sorted(self._edits, key=lambda each: each.start):
            if edit.start < position:
                raise CannotAsk("It is written in a form that is not understood.")
            parts += [*self._plain(position, edit.start), *edit.parts]
            position = edit.end
        return (*parts, *self._plain(position, self._end(text)))

    def _plain(self, start: int, end: int) -> list[Part]:
        """Return the text between two replacements; a literal in it may still be another one next time."""
        parts: list[Part] = []
        for position, number in sorted(self._holes.items()):
            if start <= position < end:
                token = self._tokens.all[self._tokens.index(position)]
                parts += [Fixed(self._tokens.text[start:position].decode()), Literal(number, "", liftable=False)]
                start = token.end
        return [*parts, Fixed(self._tokens.text[start:end].decode())]

    def _end(self, text: bytes) -> int:
        last = self._tokens.all[-1]
        return last.start if last.kind == ";" else len(text)
