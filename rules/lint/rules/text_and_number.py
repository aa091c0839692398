"""Text is compared with a number.

    if rows[1].cnt > 5 then              -- an error: Lua does not compare text with a number
    if rows[1].cnt == 5 then             -- never true
    if tonumber(rows[1].cnt) > 5 then

Every value of a query is text, also that of a number column: `tonumber` makes a number of it.
"""

from collections.abc import Iterator

from rules.lint.expressions import operator, sides
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.script import Script
from rules.lint.tree import Node
from rules.lint.values import Kind

_ORDERING = frozenset({"<", ">", "<=", ">="})
_EQUALITY = frozenset({"==", "~="})


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        both = sides(node) if operator(node) in _ORDERING | _EQUALITY else None
        if both and not node.damaged and (text := _text_beside_number(script, *both)):
            yield _remark(node, text)


def _text_beside_number(script: Script, left: Node, right: Node) -> Node | None:
    kinds = script.values.of(left).kind, script.values.of(right).kind
    if kinds == (Kind.TEXT, Kind.NUMBER):
        return left
    return right if kinds == (Kind.NUMBER, Kind.TEXT) else None


def _remark(node: Node, text: Node) -> Remark:
    symbol = operator(node)
    if symbol in _ORDERING:
        what, severity = "which raises an error", Severity.ERROR
    else:
        what, severity = f"which is always {'false' if symbol == '==' else 'true'}", Severity.WARNING
    repair = Repair(
        title="Make it a number with tonumber",
        changes=(
            Change(start=text.start, end=text.start, text="tonumber("),
            Change(start=text.end, end=text.end, text=")"),
        ),
    )
    return at(node, f"Text is compared with a number, {what}: use tonumber.", severity=severity, repair=repair)


RULE = Rule(name="text-and-number", explanation=__doc__, check=check)
