"""A value is called that is no function, or a field is read of a value without fields.

    domain()                  -- domain is text, and only functions can be called
    messageSize:find("9")     -- a number has no methods: tostring(messageSize):find("9")
    numRetries.count          -- it has no fields either
    rows(1)                   -- rows is a table: rows[1]

Lua raises an error there, and the hook's answer is lost.
"""

from collections.abc import Iterator

from rules.analysis.expressions import arguments, inner, method
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.rules.operand_kind import is_certain
from rules.lint.wording import what_it_is

_WITHOUT_FIELDS = frozenset({ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NIL, ValueKind.FUNCTION})
_INDEXES = ("dot_index_expression", "bracket_index_expression")


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        if not call.damaged:
            yield from _call(script, call)
    for index in script.tree.of(*_INDEXES):
        owner = index.get("table")
        kind = script.values.of(owner).kind if owner and not index.damaged else ValueKind.UNKNOWN
        if owner and kind in _WITHOUT_FIELDS and owner.kind != "nil":
            yield at(index, f"{what_it_is(inner(owner), kind)}: it has no fields.", severity=Severity.ERROR)


def _call(script: Script, call: Node) -> Iterator[Remark]:
    name = call.get("name")
    if name is None:
        return
    if on := method(call):
        yield from _method(script, call, *on)
        return
    kind = script.values.of(name).kind
    if (is_certain(script, kind) and kind is not ValueKind.FUNCTION) or kind in {ValueKind.TEXT, ValueKind.NUMBER}:
        message = f"{what_it_is(inner(name), kind)} and no function: it cannot be called."
        yield at(call, message, severity=Severity.ERROR, repair=_repair(call, name, kind))


def _repair(call: Node, name: Node, kind: ValueKind) -> Repair | None:
    given, holder = arguments(call), call.get("arguments")
    if holder is None or name.kind == "string":
        return None
    if not given:
        return Repair(title="Remove ()", changes=(Change(start=holder.start, end=holder.end, text=""),))
    if kind is ValueKind.ROWS and len(given) == 1:
        change = Change(start=holder.start, end=holder.end, text=f"[{given[0].text}]")
        return Repair(title=f"Write [{given[0].text}]", changes=(change,))
    return None


def _method(script: Script, call: Node, owner: Node, name: str) -> Iterator[Remark]:
    kind = script.values.of(owner).kind
    if kind in _WITHOUT_FIELDS or kind in {ValueKind.ROWS, ValueKind.DATE}:
        message = f"{what_it_is(owner, kind)}: it has no method {name}."
        yield at(call, message, severity=Severity.ERROR, repair=_as_text(owner) if kind is ValueKind.NUMBER else None)


def _as_text(owner: Node) -> Repair:
    opening = Change(start=owner.start, end=owner.start, text="tostring(")
    closing = Change(start=owner.end, end=owner.end, text=")")
    return Repair(title="Make it text with tostring", changes=(opening, closing))


RULE = Rule(name="call-kind", explanation=__doc__, check=check)
