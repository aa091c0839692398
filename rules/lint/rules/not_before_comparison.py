"""`not` comes before a comparison and belongs to its first value only.

    if not domain == "a.example" then       -- (not domain) == "a.example": false == "a.example", never true
    if domain ~= "a.example" then           -- not equal
    if not (numRetries > 5) then            -- with parentheses `not` means the whole comparison

`not` binds more strongly than `==` and `<`.
"""

from collections.abc import Iterator

from rules.analysis.expressions import operator, sides
from rules.analysis.kinds import ValueKind
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at
from rules.lint.wording import shown

_OPPOSITE = {"==": "~=", "~=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_ORDERING = frozenset({"<", ">", "<=", ">="})


def check(script: Script) -> Iterator[Remark]:
    for node in script.tree.of("binary_expression"):
        symbol, left = operator(node), node.get("left")
        both = sides(node)
        if symbol not in _OPPOSITE or left is None or both is None or node.damaged:
            continue
        if left.kind != "unary_expression" or operator(left) != "not":
            continue  # (not a) == b, with parentheses, is meant.
        if symbol not in _ORDERING and script.values.of(both[1]).kind is ValueKind.BOOLEAN:
            continue
        yield _remark(node, left, symbol)


def _remark(node: Node, left: Node, symbol: str) -> Remark:
    operand, sign = left.get("operand"), node.get("operator")
    what = "raises an error" if symbol in _ORDERING else f"is always {'false' if symbol == '==' else 'true'}"
    message = f"`not` belongs to {shown(operand) if operand else 'the first value'} only, and this {what}"
    if operand is None or sign is None:
        return at(node, f"{message}.")
    taken = Change(start=left.start, end=operand.start, text="")
    better = Change(start=sign.start, end=sign.end, text=_OPPOSITE[symbol])
    repair = Repair(title=f"Compare with {_OPPOSITE[symbol]}", changes=(taken, better))
    severity = Severity.ERROR if symbol in _ORDERING else Severity.WARNING
    return at(node, f"{message}: write `{_OPPOSITE[symbol]}`.", severity=severity, repair=repair)


RULE = Rule(name="not-before-comparison", explanation=__doc__, check=check)
