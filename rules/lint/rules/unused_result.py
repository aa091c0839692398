"""A function is called only for its result, and the result is dropped.

    domain:lower()                          -- changes nothing: domain = domain:lower()
    string.gsub(text, "'", "''")            -- nor does this
    tonumber(rows[1].cnt)

Texts never change in Lua: functions give a new one. A `SELECT` of which the answer is not used is information only.
"""

from collections.abc import Iterator

from rules.analysis.expressions import arguments, inner, method
from rules.analysis.kinds import ValueKind
from rules.analysis.lua_standard import LIBRARIES
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Repair, Rule, at, inserting
from rules.lint.wording import shown

_BLOCKS = frozenset({"block", "chunk"})
_WITHOUT_EFFECT = frozenset({
    "tonumber", "tostring", "type", "select", "next", "ipairs", "pairs", "rawequal", "rawlen", "rawget",
    "getmetatable", "os.time", "os.date", "os.clock", "os.difftime", "os.getenv", "table.concat", "table.pack",
    "table.unpack", "VPOP3.HMAC", "VPOP3.HexString", "VPOP3.UnHexString",
    *(f"string.{name}" for name in LIBRARIES["string"] - {"gsub"}),
    *(f"math.{name}" for name in LIBRARIES["math"] - {"random", "randomseed"}),
    *(f"bit32.{name}" for name in LIBRARIES["bit32"]),
})  # fmt: skip
_SURE_METHODS = frozenset({"lower", "upper", "sub", "gsub", "find", "match", "rep", "reverse", "len", "format", "byte"})


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        if call.damaged or call.parent is None or call.parent.kind not in _BLOCKS or script.functions.catches(call):
            continue
        name = _function(script, call)
        if name:
            what = "the text stays as it was" if name.startswith("string.") else "nothing comes of it"
            message = f"The result of {shown(call.children[0])} is dropped: {what}."
            yield at(call, message, repair=_kept(script, call, name))
        elif script.values.is_query(call.get("name")):
            message = "The answer of this query is not used."
            yield at(call, message, severity=Severity.INFORMATION)


def _function(script: Script, call: Node) -> str | None:
    """Return the library function that is called, if it has no effect."""
    name = script.values.library_name(call.get("name"))
    if name == "string.gsub":
        return name if _puts_text_in(script, arguments(call)[2:3]) else None
    if name:
        return name if name in _WITHOUT_EFFECT else None
    on = method(call)
    if not on or on[1] not in _SURE_METHODS or on[1] in script.functions.methods:
        return None
    kind = script.values.of(on[0]).kind
    if kind is not ValueKind.TEXT and (kind is not ValueKind.UNKNOWN or script.uses_metatables):
        return None
    if on[1] == "gsub" and not _puts_text_in(script, arguments(call)[1:2]):
        return None
    return f"string.{on[1]}"


def _puts_text_in(script: Script, replacement: list[Node]) -> bool:
    """Return whether the replacement is text and not a function, which may have effects."""
    return bool(replacement) and script.values.of(replacement[0]).kind in {ValueKind.TEXT, ValueKind.NUMBER}


def _kept(script: Script, call: Node, name: str) -> Repair | None:
    """Rewrite as `domain = domain:lower()`."""
    on = method(call)
    given = arguments(call)
    owner = on[0] if on else inner(given[0]) if given else None
    makes_text = name in {"string.lower", "string.upper", "string.gsub", "string.sub", "string.reverse", "tostring"}
    is_name = owner is not None and owner.kind == "identifier" and script.names.of(owner) is not None
    if owner is None or not is_name or not (makes_text or name == "tonumber"):
        return None
    return inserting(call.start, f"{owner.text} = ", f"Give it to {owner.text}")


RULE = Rule(name="unused-result", explanation=__doc__, check=check)
