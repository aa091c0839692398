"""Lua values as they cross the sandbox's boundary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opaque:
    """A Lua value without a Python form: `kind` is "function", "userdata" or "thread" (or "cycle", "too deep")."""

    kind: str


LuaKey = bool | int | float | str
LuaValue = None | bool | int | float | str | Opaque | dict["LuaKey", "LuaValue"]
"""nil, boolean, number (whole ones as int), text (UTF-8 where valid, else Windows-1252), table (in `next` order)."""
