"""Lua values as people and JSON read them."""

import math
from collections.abc import Mapping

from rules.lua.protocol.values import Opaque

MAX_SHOWN = 200


def lua_text(value: object, depth: int = 3) -> str:
    """Write a value as in Lua: `false`, `10`, `"text"`, `{["mx.example"] = 10}`; long ones are cut."""
    match value:
        case None:
            return "nil"
        case bool():
            return str(value).lower()
        case str():
            escaped = value[:MAX_SHOWN].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"' + ("…" if len(value) > MAX_SHOWN else "")
        case int() | float():
            return f"{value:.14g}"
        case Mapping():
            return _table(value, depth)
        case _:
            return f"<{getattr(value, 'kind', type(value).__name__)}>"


def _table(table: Mapping[object, object], depth: int) -> str:
    if not table:
        return "{}"
    if depth == 0:
        return "{…}"
    entries = []
    for position, (key, value) in enumerate(table.items(), 1):
        if position > 10:
            entries.append(f"… {len(table) - 10} more")
            break
        shown = lua_text(value, depth - 1)
        entries.append(shown if key == position else f"[{lua_text(key)}] = {shown}")
    return "{" + ", ".join(entries) + "}"


def json_value(value: object) -> object:
    """Convert for JSON: tables with keys 1…n become arrays, others objects; other kinds become text."""
    match value:
        case float() if not math.isfinite(value):
            return lua_text(value)
        case Mapping():
            if value and list(value) == list(range(1, len(value) + 1)):
                return [json_value(item) for item in value.values()]
            return {str(key): json_value(item) for key, item in value.items()}
        case Opaque():
            return lua_text(value)
        case _:
            return value
