"""A date is requested in a way that does not work.

    os.date("%F %T")                    -- not on Windows, where VPOP3 runs: "%Y-%m-%d %H:%M:%S"
    os.date("%H") > 9                   -- text beside a number: tonumber(os.date("%H")) > 9
    os.date("*t").hours                 -- nil: the field is hour
    os.time({ year = 2026 })            -- an error: month and day have to be there

On Windows the C library of Lua 5.2 knows the conversions of C89 only: a A b B c d H I j m M p S U w W x X y Y Z and %.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from rules.analysis.constants import as_literal, constant
from rules.analysis.expressions import arguments, inner, member, string
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Remark, Rule, at, replacing

_C89 = frozenset("aAbBcdHIjmMpSUwWxXyYZ%")
_C99 = {
    "F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M", "r": "%I:%M:%S %p", "h": "%b", "e": "%d",
    "n": "\n", "t": "\t",
}  # fmt: skip
_SINCE_C99 = frozenset("CDeFghGnrRtTuVz") | frozenset("EO")
_CONVERSION = re.compile(r"%(.?)", re.DOTALL)
_FIELDS = ("year", "month", "day", "hour", "min", "sec", "wday", "yday", "isdst")
_NEEDED = ("year", "month", "day")


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        name = script.values.library_name(call.get("name")) if not call.damaged else None
        given = [inner(each) for each in arguments(call)]
        if name == "os.date" and given:
            yield from _format(script, given[0])
        elif name == "os.time" and given and given[0].kind == "table_constructor":
            yield from _fields(given[0])
    for index in script.tree.of("dot_index_expression", "bracket_index_expression"):
        found = member(index)
        if found and found[1] not in _FIELDS and script.values.of(found[0]).kind is ValueKind.DATE:
            yield _field(index, found[1])


def _format(script: Script, given: Node) -> Iterator[Remark]:
    literal = constant(given, script.names)
    form = string(literal)
    if form is None or form.startswith(("*t", "!*t")):
        return
    wrong = [letter for letter in _CONVERSION.findall(form) if letter not in _C89 or not letter]
    if not wrong:
        return
    if unknown := [letter for letter in wrong if letter not in _SINCE_C99]:
        message = f"`%{unknown[0]}` is no conversion of os.date: this raises an error."
        yield at(given, message, severity=Severity.ERROR)
        return
    signs = ", ".join(f"`%{letter}`" for letter in dict.fromkeys(wrong))
    better = _CONVERSION.sub(lambda found: _C99.get(found[1], found[0]), form)
    repair = None
    if not set(wrong) - _C99.keys() and literal.kind == "string":
        repair = replacing(literal, as_literal(better), f"Write {as_literal(better)}")
    yield at(given, f"os.date does not know {signs} on Windows, where VPOP3 runs.", repair=repair)


def _fields(table: Node) -> Iterator[Remark]:
    names = list[str]()
    for field in table.all_of("field"):
        name = field.get("name")
        if name is None or (field.child("[") and string(inner(name)) is None):
            return
        names.append(string(inner(name)) or name.text)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        message = f"os.time needs {', '.join(missing)} as well: without, it raises an error."
        yield at(table, message, severity=Severity.ERROR)


def _field(index: Node, name: str) -> Remark:
    close = get_close_matches(name.lower(), [*_FIELDS, "minute", "second"], n=1, cutoff=0.6)
    better = {"minute": "min", "second": "sec"}.get(close[0], close[0]) if close else None
    message = f'The table of os.date("*t") has no field {name}: it has {", ".join(_FIELDS)}.'
    key = index.get("field")
    if better is None or key is None:
        return at(index, message)
    text = better if index.kind == "dot_index_expression" else as_literal(better)
    return at(index, message, repair=replacing(key, text, f"Write {better}"))


RULE = Rule(name="date-format", explanation=__doc__, check=check)
