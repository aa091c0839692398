"""Values and text as they cross the boundary, in JSON's terms. The receiver bounds and checks each of them.

By hand: Lua's tables have keys of any type, in an order, which JSON's objects cannot hold.
"""

import math
from typing import Any

from rules.lua.protocol.values import LuaKey, LuaValue, Opaque

MAX_DEPTH = 24
MAX_TEXT = 4 * 1024 * 1024
_PLAIN = frozenset({str, int, float, bool, type(None)})
_KINDS = frozenset({"function", "userdata", "thread", "cycle", "too deep"})


class WireError(ValueError):
    """The data is not what the protocol allows."""


def pack(value: LuaValue) -> Any:
    """Encode a value for JSON: a table becomes {"t": [[key, value], …]}, an opaque value {"o": kind}."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, dict):
        return {"t": [[key, pack(item)] for key, item in value.items()]}
    if isinstance(value, Opaque):
        return {"o": value.kind}
    return value


def unpack(data: Any, depth: int = MAX_DEPTH) -> LuaValue:
    """Reverse `pack`, for data from anywhere. Raise WireError."""
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, int | float):
        return number(data)
    if isinstance(data, str):
        return text(data)
    if isinstance(data, dict) and len(data) == 1 and depth:
        if isinstance(data.get("o"), str) and data["o"] in _KINDS:
            return Opaque(data["o"])
        if "t" in data and isinstance(data["t"], list):
            return dict(_entry(entry, depth - 1) for entry in data["t"])
    raise WireError("A value of no known form arrived.")


def _entry(entry: Any, depth: int) -> tuple[LuaKey, LuaValue]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise WireError("A table's entry is not a pair.")
    key = unpack(entry[0], depth)
    if key is None or isinstance(key, dict | Opaque):
        raise WireError("A table's key is no key.")
    return key, unpack(entry[1], depth)


def number(data: int | float) -> int | float:
    """Read a number. Lua 5.2 has doubles only: whole ones within ±2^53 become int, all others float."""
    if isinstance(data, int) and abs(data) > 2**53:
        raise WireError("A whole number is too large for Lua.")
    if isinstance(data, float) and math.isfinite(data) and data.is_integer() and abs(data) <= 2**53:
        return int(data)
    return data


def text(data: Any, most: int = MAX_TEXT) -> str:
    """Read text that can be stored and shown: bounded, and free of lone surrogates."""
    if not isinstance(data, str) or len(data) > most:
        raise WireError("Text is missing or too long.")
    try:
        data.encode()
    except UnicodeEncodeError:
        raise WireError("Text holds a lone surrogate.") from None
    return data


def whole(data: Any, most: int = 2**53) -> int:
    """Read a count or a line: an int from 0 to `most`."""
    if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data <= most:
        raise WireError("A count is missing or out of range.")
    return data


def items(data: Any, most: int) -> list[Any]:
    """Read a list of at most `most` items."""
    if not isinstance(data, list) or len(data) > most:
        raise WireError("A list is missing or too long.")
    return data
