"""The place where the grammar could not go on."""

from dataclasses import dataclass

from rules.analysis.broken.lexer import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`at`: the index of the token that cannot follow. `expected`: the word or sign that must come there, or
    "expression", "statement", "name", "call" (an expression stands where a statement should) or None.
    `opener`: the token that `expected` would close. `open`: the words that began the blocks around, outer ones first.
    `statement`: the index of the token with which the statement began; `previous`: the one before. `returned`: where
    the statement before began, if it was a return.
    """

    at: int
    expected: str | None
    opener: Token | None
    open: tuple[Token, ...]
    brackets: tuple[Token, ...]
    statement: int
    previous: int
    returned: int | None
