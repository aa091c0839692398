"""The results of Lua's library functions, as far as the name of the function tells."""

from rules.analysis.expressions import inner, string
from rules.analysis.kinds import NIL, UNKNOWN, Value, ValueKind
from rules.analysis.lua_standard import BASIC, LIBRARIES
from rules.analysis.tree import Node

TEXT_FUNCTIONS = LIBRARIES["string"]
_TEXT = frozenset({
    "tostring", "type", "table.concat", "string.char", "string.format", "string.gsub", "string.lower", "string.rep",
    "string.reverse", "string.sub", "string.upper", "VPOP3.HexString",
})  # fmt: skip
_NUMBER = frozenset({
    "os.time", "os.clock", "os.difftime", "string.len", "rawlen",
    *(f"math.{name}" for name in LIBRARIES["math"] - {"huge", "pi", "randomseed"}),
    *(f"bit32.{name}" for name in LIBRARIES["bit32"] - {"btest"}),
})  # fmt: skip
_MAYBE_NUMBER = frozenset({"tonumber", "string.find", "string.byte"})
_BOOLEAN = frozenset({"pcall", "xpcall", "rawequal", "bit32.btest"})
_FIELDS_OF_DATES = frozenset({"year", "month", "day", "hour", "min", "sec", "wday", "yday"})


def result(name: str, given: list[Node]) -> Value:
    """Return the first value that a call of this function gives."""
    if name in _TEXT:
        return Value(kind=ValueKind.TEXT)
    if name in _NUMBER or name in _MAYBE_NUMBER:
        return Value(kind=ValueKind.NUMBER, may_be_nil=name in _MAYBE_NUMBER)
    if name in _BOOLEAN:
        return Value(kind=ValueKind.BOOLEAN)
    if name == "string.match":
        return _matched(given)
    if name == "os.date":
        return _date(given)
    if name == "os.getenv":
        return Value(kind=ValueKind.TEXT, may_be_nil=True)
    return UNKNOWN


def constant(name: str) -> Value:
    """Return the value of a library name that is not called."""
    library, _, member = name.partition(".")
    if name in {"math.huge", "math.pi"}:
        return Value(kind=ValueKind.NUMBER)
    if member:
        return Value(kind=ValueKind.FUNCTION) if member in LIBRARIES.get(library, ()) else UNKNOWN
    if name in LIBRARIES or name in {"_G", "VPOP3"}:
        return Value(kind=ValueKind.TABLE)
    if name == "_VERSION":
        return Value(kind=ValueKind.TEXT)
    return Value(kind=ValueKind.FUNCTION) if name in BASIC else UNKNOWN


def date_field(name: str) -> Value:
    """Return the value of a field of the table that `os.date("*t")` gives."""
    if name == "isdst":
        return Value(kind=ValueKind.BOOLEAN)
    return Value(kind=ValueKind.NUMBER) if name in _FIELDS_OF_DATES else NIL


def _matched(given: list[Node]) -> Value:
    """Return the result of a match. A capture is text, but `()` captures a position."""
    pattern = string(inner(given[1])) if len(given) > 1 else None
    return UNKNOWN if pattern is None or "()" in pattern else Value(kind=ValueKind.TEXT, may_be_nil=True)


def _date(given: list[Node]) -> Value:
    if not given:
        return Value(kind=ValueKind.TEXT)
    form = string(inner(given[0]))
    if form is None:
        return UNKNOWN
    return Value(kind=ValueKind.DATE if form.startswith(("*t", "!*t")) else ValueKind.TEXT)
