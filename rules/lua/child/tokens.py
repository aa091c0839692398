"""Reading the flat token list in which the prelude hands over values (`flatten` in prelude.lua)."""

from collections.abc import Iterable, Iterator
from typing import Any

from rules.lua.protocol.encoding import number
from rules.text.windows1252 import text_of

_OPEN, _CLOSE, _NIL = b"{", b"}", b"n"


def read_tokens(tokens: Iterable[Any]) -> list[Any]:
    """Return the values in the form of `encoding.pack`."""
    remaining = iter(tokens)
    return [_value(token, remaining) for token in remaining]


def _value(token: Any, remaining: Iterator[Any]) -> Any:
    if not isinstance(token, bytes):
        return token if isinstance(token, bool) else _number(token)
    if token == _NIL:
        return None
    if token == _OPEN:
        return {"t": list(_entries(remaining))}
    text = text_of(token[1:])
    return text if token.startswith(b"s") else {"o": text}


def _number(value: float) -> int | float:
    return number(float(value))


def _entries(remaining: Iterator[Any]) -> Iterator[list[Any]]:
    for key in remaining:
        if key == _CLOSE:
            return
        name = _value(key, remaining)
        yield [_shown(name), _value(next(remaining), remaining)]


def _shown(name: Any) -> Any:
    """Return a key as text where it cannot be a key in JSON, or would equal 0 or 1 in Python."""
    if isinstance(name, bool):
        return "(true)" if name else "(false)"
    return f"({name['o']})" if isinstance(name, dict) else name
