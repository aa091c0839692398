"""The shape of a text: what is left of it without the literals that may differ from attempt to attempt.

A script asks much the same text again and again, with another server or another date in it. All texts of one shape
are parsed once.
"""

import re
from dataclasses import dataclass

from rules.replay.as_of.tokens import Tokens
from rules.replay.as_of.words import WORD

_LITERAL = re.compile(r"('(?:[^']|'')*'|(?<![\w.])\d{1,9}(?![\w.]))")
_TEXT = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"\d{1,9}")
_NOT_PLAIN = re.compile(r"--|/\*|[$\"\\]|[\w&]\0|\0\s*\0")
"""Comments, other quotes, prefixes of literals, and literals in several pieces (a NUL stands for each literal): there
PostgreSQL's scanner is asked."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`pieces` are what stands around the `literals`. `kinds`: the first character of each literal, 0 for a number."""

    pieces: tuple[str, ...]
    literals: tuple[str, ...]
    kinds: str

    def text(self) -> str:
        return "".join(part for pair in zip(self.pieces, (*self.literals, ""), strict=True) for part in pair)

    def holes(self) -> dict[int, int]:
        """Return the number of each literal by its place, in bytes."""
        found, position = {}, 0
        for number, (piece, literal) in enumerate(zip(self.pieces, self.literals, strict=False)):
            position += len(piece.encode())
            found[position] = number
            position += len(literal.encode())
        return found


def shape(sql: str) -> Shape:
    """Return the shape of a text. Raises postgast's errors for a text that cannot be scanned."""
    parts = _LITERAL.split(sql)
    if _NOT_PLAIN.search("\0".join(parts[::2])):
        return _scanned(sql)
    return _merged(parts) if WORD.search(sql) else _of_parts(parts[::2], parts[1::2])


def _of_parts(pieces: list[str], literals: list[str]) -> Shape:
    return Shape(tuple(pieces), tuple(literals), "".join("'" if each[0] == "'" else "0" for each in literals))


def _scanned(sql: str) -> Shape:
    raw = sql.encode()
    tokens = Tokens(raw)
    parts, position = [], 0
    for token in tokens.all:
        text = tokens.written(token)
        if (token.kind == "SCONST" and _TEXT.fullmatch(text)) or (token.kind == "ICONST" and _NUMBER.fullmatch(text)):
            parts += [raw[position : token.start].decode(), text]
            position = token.end
    return _merged([*parts, raw[position:].decode()])


def _merged(parts: list[str]) -> Shape:
    """Return the shape in which literals with words like 'today' stay: they are no mere values."""
    pieces, literals = [parts[0]], []
    for literal, piece in zip(parts[1::2], parts[2::2], strict=True):
        if WORD.search(literal):
            pieces[-1] += literal + piece
        else:
            literals.append(literal)
            pieces.append(piece)
    return _of_parts(pieces, literals)


def value(literal: str) -> str:
    """Return the value of a literal of a shape, as text."""
    return literal[1:-1].replace("''", "'") if literal.startswith("'") else literal
