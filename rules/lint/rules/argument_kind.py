"""A library function gets a value that it cannot work with.

    string.lower(rows)         -- rows is a table: take a column, rows[1].server
    table.insert(domain, 1)    -- domain is text: a list is a table
    math.floor("many")         -- no number
    domain:find()              -- what should it find?
    tonumber(rows)             -- nil: a table is no number

Most of them raise an error, and the hook's answer is lost; `tonumber` gives nil.
"""

from collections.abc import Iterator

from rules.analysis.constants import text_of
from rules.analysis.expressions import arguments, inner, method
from rules.analysis.kinds import TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at
from rules.lint.wording import what_it_is

_NO_TEXTS = TABLES | {ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION}
_NO_TABLES = frozenset({ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION})
_NOT_CALLABLE = TABLES - {ValueKind.TABLE} | {ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NIL}
_ON_TABLES = frozenset({"concat", "insert", "remove", "sort", "unpack", "maxn"})
_ANY_NUMBER = frozenset({"max", "min"})


_LEAST = {
    **dict.fromkeys(("string.find", "string.match", "string.gmatch", "string.rep", "string.sub", "table.insert"), 2),
    **dict.fromkeys(("string.lower", "string.upper", "string.len", "string.format", "string.reverse"), 1),
    **dict.fromkeys(("tonumber", "tostring", "type", "ipairs", "pairs", "table.concat", "math.floor", "math.max"), 1),
    "string.gsub": 3,
}
"""The least number of values that a function must be given."""
_SEVERAL = frozenset({"function_call", "vararg_expression"})


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        if not call.damaged:
            yield from _too_few(script, call)
        name = script.values.library_name(call.get("name")) if not call.damaged else None
        given = [inner(each) for each in arguments(call)] if name else []
        if name and given:
            yield from _call(script, name, given)


def _call(script: Script, name: str, given: list[Node]) -> Iterator[Remark]:
    library, _, member = name.partition(".")
    first = given[0]
    kind = script.values.of(first).kind
    if library == "string" and member not in {"char", "dump"} and kind in _NO_TEXTS:
        yield _remark(first, kind, name, "text")
    elif library == "table" and member in _ON_TABLES and kind in _NO_TABLES:
        yield _remark(first, kind, name, "a table")
    elif library == "math" and member != "randomseed":
        yield from _numbers(script, name, given)
    elif name == "tonumber" and kind in _NO_TEXTS:
        yield at(first, f"{what_it_is(first, kind)}: tonumber gives nil for it.")
    elif name in {"pcall", "xpcall"} and kind in _NOT_CALLABLE:
        message = f"{what_it_is(first, kind)}: {name} needs the function itself, {name}(f, …) and not {name}(f(…))."
        yield at(first, message)


def _too_few(script: Script, call: Node) -> Iterator[Remark]:
    """Find calls with too few values. A call at the end may give several."""
    given, on = arguments(call), method(call)
    name = script.values.library_name(call.get("name"))
    if on and script.values.of(on[0]).kind is ValueKind.TEXT and on[1] not in script.functions.methods:
        name, given = f"string.{on[1]}", [on[0], *given]
    least = _LEAST.get(name or "", 0)
    if name and len(given) < least and not (given and given[-1].kind in _SEVERAL):
        message = f"{name} needs at least {least} values and gets {len(given)}: this raises an error."
        yield at(call, message, severity=Severity.ERROR)


def _numbers(script: Script, name: str, given: list[Node]) -> Iterator[Remark]:
    for each in given:
        kind = script.values.of(each).kind
        if kind in _NO_TEXTS or _is_words(script, each):
            yield _remark(each, ValueKind.TEXT if kind is ValueKind.UNKNOWN else kind, name, "a number")


def _is_words(script: Script, node: Node) -> bool:
    text = text_of(node, script.names)
    return text is not None and not any(letter.isdigit() for letter in text)


def _remark(node: Node, kind: ValueKind, name: str, wanted: str) -> Remark:
    return at(node, f"{what_it_is(node, kind)}: {name} needs {wanted}.", severity=Severity.ERROR)


RULE = Rule(name="argument-kind", explanation=__doc__, check=check)
