"""Operators of Lua 5.3 that are functions in 5.2."""

from collections.abc import Callable

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, sign_at
from rules.analysis.broken.lexer import TokenKind, lex

_BITS = {"<<": "lshift", ">>": "rshift", "&": "band", "|": "bor", "~": "bxor"}
_OPERAND_END = frozenset({TokenKind.NAME, TokenKind.NUMBER, TokenKind.STRING})


def division(place: ErrorPlace, start: int) -> Fault:
    title, edits = _call_of_both(place, start, start + 2, lambda a, b: f"math.floor({a} / {b})", _ADDED)
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=start + 2,
        message="Lua 5.2 has no `//`: whole division is `math.floor(a / b)`; a comment begins with `--`.",
        title=title,
        edits=edits,
    )


def _call_of_both(
    place: ErrorPlace, start: int, end: int, call: Callable[[str, str], str], more: frozenset[str] = frozenset()
) -> tuple[str, tuple[Edit, ...]]:
    """Return a fix that puts the two operands into a call, where each is a single word or bracket."""
    left, right = _left_operand(place, start, _WEAK | more), _right_operand(place, end, _WEAK | more)
    if left is None or right is None:
        return "", ()
    written = call(place.text[left:start].strip(), place.text[end:right].strip())
    return f"Write {written}", (Edit(left, right, written),)


_WEAK = frozenset({
    "=", "==", "~=", "<", ">", "<=", ">=", "(", ")", ",", ";", "{", "}", "return", "then", "do", "end", "and", "or",
    "..", "if", "while", "until", "elseif",
})  # fmt: skip
"""The neighbours that two operands in a call may have: everything that binds less than the operator."""


_ADDED = frozenset({"+", "-"})


def _left_operand(place: ErrorPlace, start: int, beside: frozenset[str]) -> int | None:
    """Return where a single operand left of `start` begins: a name with its fields, a number, or a bracket."""
    before = [token for token in place.tokens if token.end <= start]
    at = len(before) - 1
    if at < 0 or before[at].kind not in _OPERAND_END:
        return None
    while at >= 2 and before[at - 1].text == "." and before[at - 2].kind is TokenKind.NAME:
        at -= 2
    earlier = before[at - 1].text if at else ""
    return before[at].start if earlier in beside else None


def _right_operand(place: ErrorPlace, end: int, beside: frozenset[str]) -> int | None:
    tokens = lex(place.rest_of_line(end))
    if tokens[0].kind not in _OPERAND_END:
        return None
    at = 0
    while tokens[at + 1].text == "." and tokens[at + 2].kind is TokenKind.NAME:
        at += 2
    follows = tokens[at + 1]
    plain = follows.kind is TokenKind.END or follows.text in beside
    return end + tokens[at].end if plain else None


def _bits(place: ErrorPlace) -> Fault | None:
    found = sign_at(place, tuple(_BITS))
    if found is None:
        return None
    start, sign = found
    function = f"bit32.{_BITS[sign]}"
    title, edits = _call_of_both(place, start, start + len(sign), lambda a, b: f"{function}({a}, {b})")
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=start + len(sign),
        message=f"Lua 5.2 has no `{sign}`: write `{function}(a, b)`.",
        title=title,
        edits=edits,
    )


HINTS = (_bits,)
