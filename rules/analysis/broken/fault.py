"""A fault of a text that does not load, described so that its author can correct it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from rules.analysis.broken.lexer import Token, TokenKind
from rules.analysis.broken.stop import Stop


class Sort(StrEnum):
    """The rule that reports it."""

    ASSIGNMENT = "assignment-in-condition"
    CHARACTER = "foreign-character"
    LANGUAGE = "other-language"
    UNCLOSED = "unclosed"
    SYNTAX = "syntax"


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` takes the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Positions count characters. `title` names the fix, whose `edits` belong together."""

    sort: Sort
    start: int
    end: int
    message: str
    title: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPlace:
    """The place where the grammar stopped, as hints see it."""

    text: str
    tokens: list[Token]
    stop: Stop

    @property
    def now(self) -> Token:
        """The token that cannot follow."""
        return self.tokens[self.stop.at]

    @property
    def before(self) -> Token | None:
        return self.token(-1)

    @property
    def after(self) -> Token | None:
        return self.token(1)

    @property
    def first(self) -> Token:
        """The first token of the statement."""
        return self.tokens[self.stop.statement]

    def token(self, distance: int) -> Token | None:
        """Return a neighbour of `now`."""
        index = self.stop.at + distance
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def rest_of_line(self, start: int) -> str:
        return self.text[start : self.line_end(start)]

    def line_end(self, start: int) -> int:
        found = [end for end in (self.text.find(mark, start) for mark in "\r\n") if end >= 0]
        return min(found, default=len(self.text))

    def line_start(self, position: int) -> int:
        return max(self.text.rfind("\n", 0, position), self.text.rfind("\r", 0, position)) + 1

    def indentation(self, token: Token) -> str:
        line = self.text[self.line_start(token.start) : token.start]
        return line[: len(line) - len(line.lstrip())]

    def begins_line(self, token: Token) -> bool:
        return not self.text[self.line_start(token.start) : token.start].strip()


@dataclass(slots=True)
class Repaired:
    """A text after some fixes, which can map its positions to the original."""

    text: str
    _edits: list[Edit] = field(default_factory=list)

    def apply(self, edits: tuple[Edit, ...]) -> None:
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            self.text = self.text[: edit.start] + edit.text + self.text[edit.end :]
            self._edits.append(edit)

    def original(self, fault: Fault) -> Fault:
        edits = tuple(Edit(self._before(each.start), self._before(each.end), each.text) for each in fault.edits)
        return replace(fault, start=self._before(fault.start), end=self._before(fault.end), edits=edits)

    def _before(self, position: int) -> int:
        for edit in reversed(self._edits):
            if position >= edit.start + len(edit.text):
                position += edit.end - edit.start - len(edit.text)
            elif position > edit.start:
                position = edit.start
        return position


def replacing(token: Token, text: str) -> Edit:
    return Edit(token.start, token.end, text)


def spaced(place: ErrorPlace, start: int, end: int, word: str) -> Edit:
    """Replace signs by a word, with the spaces that it needs beside other words."""
    left = " " if start and (place.text[start - 1].isalnum() or place.text[start - 1] in "_)]}'\"") else ""
    right = " " if end < len(place.text) and not place.text[end].isspace() else ""
    return Edit(start, end, f"{left}{word}{right}")


def matching(tokens: list[Token], index: int) -> int | None:
    """Return the index of the bracket that closes the one at `index`."""
    opening = tokens[index].text
    closing = {"(": ")", "{": "}", "[": "]"}[opening]
    depth = 0
    for at in range(index, len(tokens)):
        if tokens[at].kind is TokenKind.SIGN:
            depth += (tokens[at].text == opening) - (tokens[at].text == closing)
            if depth == 0:
                return at
    return None


def sign_at(place: ErrorPlace, signs: tuple[str, ...]) -> tuple[int, str] | None:
    """Return a sign that begins at the stop, or at the token before it and reaches into the stop."""
    starts = [place.now.start]
    if place.before and place.before.end == place.now.start and place.before.kind is TokenKind.SIGN:
        starts.insert(0, place.before.start)
    for start in starts:
        for sign in signs:
            if place.text.startswith(sign, start) and start + len(sign) > place.now.start:
                return start, sign
    return None
