"""Expressions that are only tested for truth, and the values that comparisons with constants leave possible."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.analysis import expressions
from rules.analysis.constants import constant
from rules.analysis.expressions import is_operation, operands, operator, sides
from rules.analysis.scopes import Names
from rules.analysis.tree import Node

_TESTING = frozenset({"if_statement", "elseif_statement", "while_statement", "repeat_statement"})
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "~=": "~="}
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "~=", "~=": "=="}
_MOST_LETTERS = 200


def is_tested(node: Node) -> bool:
    """Return whether a condition, or `not`, asks only for its truth."""
    parent = node.parent
    while parent:
        if parent.kind in _TESTING:
            return node.role == "condition"
        if parent.kind == "unary_expression":
            return operator(parent) == "not"
        if parent.kind != "parenthesized_expression" and not is_operation(parent, "and", "or"):
            return False
        node, parent = parent, parent.parent
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One `expression symbol value`; two with the same `expression` are about the same thing."""

    node: Node
    subject: Node
    expression: object
    symbol: str
    value: str | float

    @property
    def opposite(self) -> "Comparison":
        return Comparison(
            node=self.node,
            subject=self.subject,
            expression=self.expression,
            symbol=_OPPOSITE[self.symbol],
            value=self.value,
        )


def comparison(node: Node, names: Names) -> Comparison | None:
    """Read a comparison of an unchanging expression with a constant."""
    both = sides(node) if is_operation(node, *_MIRRORED) else None
    if not both or node.damaged:
        return None
    for subject, other, symbol in ((*both, operator(node)), (both[1], both[0], _MIRRORED[operator(node)])):
        value = _value(other, names)
        if value is not None and (key := same(subject)) is not None:
            return Comparison(node=node, subject=subject, expression=key, symbol=symbol, value=value)
    return None


def comparisons(chain: Node, names: Names) -> Iterator[Comparison]:
    """Yield those directly in a chain of `and` or of `or`."""
    for part in operands(chain):
        if found := comparison(part, names):
            yield found


def same(node: Node) -> str | None:
    """Return a text that is equal for two expressions that certainly have the same value; None where that is not
    known."""
    if node.end - node.start > _MOST_LETTERS or node.kind in {"string", "number", "table_constructor"}:
        return None
    words = list[str]()
    pending = [node]
    while pending:
        each = pending.pop()
        if each.kind in {"function_call", "function_definition", "vararg_expression"}:
            return None
        if each.children:
            pending.extend(reversed(each.children))
        else:
            words.append(each.text)
    return " ".join(words)


def _value(node: Node, names: Names) -> str | float | None:
    found = constant(node, names)
    text = expressions.string(found)
    return text if text is not None else expressions.number(found)


@dataclass(slots=True, kw_only=True)
class Possible:
    """The values that are left of an expression after several comparisons, each of which is true."""

    least: float = -math.inf
    most: float = math.inf
    least_open: bool = False
    most_open: bool = False
    equal: str | float | None = None
    unequal: set[str | float] = field(default_factory=set)
    impossible: bool = False

    def add(self, symbol: str, value: str | float) -> None:
        """Apply a comparison. One with `<` is about numbers only."""
        if symbol == "==":
            self.impossible = self.impossible or (self.equal is not None and self.equal != value)
            self.equal = value
        elif symbol == "~=":
            self.unequal.add(value)
        elif isinstance(value, float):
            self._limit(symbol, value)
        self.impossible = self.impossible or self._is_empty()

    def excludes(self, symbol: str, value: str | float) -> bool:
        """Return whether nothing would be left with this comparison, too."""
        if symbol == "==" and self.equal is None:
            inside = not isinstance(value, float) or self._contains(value)
            return value in self.unequal or not inside
        after = Possible(
            least=self.least,
            most=self.most,
            least_open=self.least_open,
            most_open=self.most_open,
            equal=self.equal,
        )
        after.add(symbol, value)
        return after.impossible

    def _limit(self, symbol: str, value: float) -> None:
        if symbol in {">", ">="} and (value, symbol == ">") > (self.least, self.least_open):
            self.least, self.least_open = value, symbol == ">"
        if symbol in {"<", "<="} and (-value, symbol == "<") > (-self.most, self.most_open):
            self.most, self.most_open = value, symbol == "<"

    def _is_empty(self) -> bool:
        if self.least > self.most or (self.least == self.most and (self.least_open or self.most_open)):
            return True
        if self.equal is None:
            return False
        if self.equal in self.unequal:
            return True
        return isinstance(self.equal, float) and not self._contains(self.equal)

    def _contains(self, number: float) -> bool:
        above = number > self.least or (number == self.least and not self.least_open)
        below = number < self.most or (number == self.most and not self.most_open)
        return above and below
