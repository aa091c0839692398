"""A loop goes over something that it cannot go over.

    for k, v in rows do               -- Lua has no loop over a table itself: ipairs(rows)
    for i = 1, rows do                -- a table is no number: #rows
    for _, name in ipairs(domain) do  -- domain is text, not a list

Lua raises an error there, and the hook's answer is lost. `ipairs` goes through a list in order, `pairs` through every
key of a table, `text:gmatch(pattern)` through parts of a text.
"""

from collections.abc import Iterator

from rules.analysis.expressions import arguments, inner, iterated
from rules.analysis.kinds import TABLES, ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, inserting
from rules.lint.wording import what_it_is

_NO_NUMBERS = TABLES | {ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION}
_NO_TABLES = frozenset({ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION})
_NO_FUNCTIONS = TABLES | _NO_TABLES - {ValueKind.FUNCTION}
_LISTED = frozenset({"ipairs", "pairs", "next"})


def check(script: Script) -> Iterator[Remark]:
    for loop in script.tree.of("for_statement"):
        if over := iterated(loop):
            yield from _generic(script, over[0])
        elif clause := loop.get("clause"):
            yield from _numeric(script, clause)
    for call in script.tree.of("function_call"):
        if script.values.library_name(call.get("name")) in _LISTED and (given := arguments(call)):
            yield from _listed(script, inner(given[0]))


def _generic(script: Script, over: Node) -> Iterator[Remark]:
    kind = script.values.of(over).kind
    if kind not in _NO_FUNCTIONS or over.damaged or (kind is ValueKind.TABLE and script.uses_metatables):
        return
    message = f"{what_it_is(inner(over), kind)}: a loop goes over `ipairs(…)` or `pairs(…)` of a table."
    yield at(over, message, severity=Severity.ERROR, repair=_around(over, kind))


def _around(over: Node, kind: ValueKind) -> Repair | None:
    if kind not in TABLES:
        return None
    name = "ipairs" if kind is ValueKind.ROWS else "pairs"
    opening = Change(start=over.start, end=over.start, text=f"{name}(")
    closing = Change(start=over.end, end=over.end, text=")")
    return Repair(title=f"Go over {name}", changes=(opening, closing))


def _numeric(script: Script, clause: Node) -> Iterator[Remark]:
    for part in ("start", "end", "step"):
        limit = clause.get(part)
        kind = script.values.of(limit).kind if limit and not limit.damaged else ValueKind.UNKNOWN
        if limit and kind in _NO_NUMBERS:
            repair = inserting(limit.start, "#", "Count with #") if kind in {ValueKind.ROWS, ValueKind.TABLE} else None
            message = f"{what_it_is(inner(limit), kind)}: a loop counts from a number to a number."
            yield at(limit, message, severity=Severity.ERROR, repair=repair)


def _listed(script: Script, given: Node) -> Iterator[Remark]:
    kind = script.values.of(given).kind
    if kind in _NO_TABLES and not given.damaged:
        yield at(given, f"{what_it_is(given, kind)}: there is no list in it to go through.", severity=Severity.ERROR)


RULE = Rule(name="loop-kind", explanation=__doc__, check=check)
