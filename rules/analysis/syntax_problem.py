"""The Lua compiler's message about a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxProblem:
    """The reason why a text does not load: Lua's own words without the position, and the line (from 1) if one is known.

    Not `checked`: the compiler could not be asked, and `message` says why.
    """

    message: str
    line: int | None = None
    checked: bool = True
