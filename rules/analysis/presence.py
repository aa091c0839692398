"""Knowledge that `rows`, or an element `rows[1]`, is not nil."""

import operator as compare
from collections.abc import Callable
from dataclasses import dataclass

from rules.analysis import expressions
from rules.analysis.expressions import (
    arguments,
    callee,
    element,
    inner,
    is_operation,
    operands,
    operator,
    sides,
    string,
)
from rules.analysis.guards import MOST_NAMES, Guards, follows, follows_by_name
from rules.analysis.scopes import Declaration, Names
from rules.analysis.tree import Node

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": compare.eq, "~=": compare.ne, "<": compare.lt, ">": compare.gt, "<=": compare.le, ">=": compare.ge,
}  # fmt: skip
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A variable, or its element with a certain number."""

    variable: Declaration | str
    element: float | None = None


def path_of(node: Node, names: Names) -> Path | None:
    node = inner(node)
    if name := names.of(node):
        return Path(variable=name.declaration or name.text)
    found = element(node)
    name = names.of(_or_empty(found[0])) if found else None
    number = expressions.number(found[1]) if found else None
    if name is None or number is None:
        return None
    return Path(variable=name.declaration or name.text, element=number)


def is_present(node: Node, names: Names, guards: Guards) -> bool:
    """Return whether this variable or element is checked on every way to here, so that it cannot be nil."""
    path = path_of(node, names)
    return path is not None and guards.is_certain(_Present(path, names), node)


@dataclass(frozen=True, slots=True)
class _Present:
    """The fact that a path is not nil."""

    _path: Path
    names: Names

    def follows_from(self, condition: Node, truth: bool) -> bool:
        found = self._of(condition)
        if truth and found and found.variable == self._path.variable and self._path.element in (None, found.element):
            return True
        if self._is_used_in(condition):
            return True
        both = sides(condition) if condition.kind == "binary_expression" else None
        if both:
            return self._compared(operator(condition), *both, truth)
        return truth and self._is_first_key(condition)

    def counted_by(self, number: Node, names_left: int = MOST_NAMES) -> bool:
        """Recognise `#rows`, `rows and #rows or 0`, and a name for that."""
        number = inner(number)
        both = sides(number) if is_operation(number, "and") else None
        if both:
            return follows(self, both[0], True) or self.counted_by(both[1], names_left)
        if is_operation(number, "or"):
            return all(expressions.number(each) == 0 or self.counted_by(each, names_left) for each in operands(number))
        if (owner := _measured(number)) is not None:
            return self._path.element in (None, 1) and self._of(_or_empty(owner)) == Path(variable=self._path.variable)
        if self._is_used_in(number):
            return True

        def implied(value: Node) -> bool:
            known = expressions.number(value)
            return known <= 0 if known is not None else self.counted_by(value, names_left - 1)

        return names_left > 0 and follows_by_name(self, number, implied, names_left - 1)

    def changed_by(self, statement: Node) -> bool:
        return any(self._is_written(node) for node in _identifiers(statement))

    def made_by(self, assignment: Node) -> bool:
        """Recognise `rows = rows or {}`: nothing is known of an element after that."""
        if self._path.element is not None:
            return False
        for node in _identifiers(assignment):
            if self._is_written(node):
                name, declared = self.names.of(node), self.names.declared_at(node)
                value = expressions.written_value(name) if name else None
                if declared:
                    value = expressions.value_of(declared)
                return value is not None and _is_something(value)
        return False

    def _is_written(self, node: Node) -> bool:
        if self.names.declared_at(node) is self._path.variable:
            return True
        name = self.names.of(node)
        return name is not None and name.written and (name.declaration or name.text) == self._path.variable

    def _of(self, node: Node) -> Path | None:
        return path_of(node, self.names)

    def _is_used_in(self, condition: Node) -> bool:
        """Return whether a condition reads a field of it, which would have raised an error on nil."""
        pending = [condition]
        while pending:
            node = pending.pop()
            owner = node.get("table") or (node.get("operand") if operator(node) == "#" else None)
            if owner and self._of(owner) == self._path:
                return True
            if is_operation(node, "and", "or"):
                pending.extend(node.children[:1])  # The other side may not be evaluated.
            elif node.kind != "function_definition":
                pending.extend(node.children)
        return False

    def _compared(self, symbol: str, left: Node, right: Node, truth: bool) -> bool:
        if right.kind == "nil" and symbol in {"==", "~="}:
            present = (symbol == "~=") is truth
            return present and (self._of(left) == self._path or self._is_first_key(left))
        if self._is_type_of(left):
            return string(right) == "table" and symbol == ("==" if truth else "~=")
        if expressions.number(left) is not None:
            symbol, left, right = _MIRRORED.get(symbol, symbol), right, left
        return _is_above_0(symbol, right, truth) and self.counted_by(left)

    def _is_first_key(self, node: Node) -> bool:
        """Recognise `next(rows)`: its first key, nil for an empty table."""
        given = arguments(node) if node.kind == "function_call" and callee(node) == "next" else []
        return bool(given) and self._of(_or_empty(given[0])) == Path(variable=self._path.variable)

    def _is_type_of(self, node: Node) -> bool:
        given = arguments(node) if node.kind == "function_call" and callee(node) == "type" else []
        return bool(given) and self._of(given[0]) == self._path


def _is_above_0(symbol: str, limit: Node, truth: bool) -> bool:
    """Return whether the comparison would have come out otherwise for 0."""
    number, relation = expressions.number(limit), _COMPARISONS.get(symbol)
    return number is not None and relation is not None and relation(0, number) != truth


def _measured(number: Node) -> Node | None:
    """Return the `rows` of `#rows`, and of `ipairs(rows)` as the number of its steps."""
    if number.kind == "function_call" and callee(number) in {"ipairs", "pairs"}:
        return next(iter(arguments(number)), None)
    return number.get("operand") if operator(number) == "#" else None


def _or_empty(node: Node) -> Node:
    """Return the `rows` of `rows or {}`."""
    both = sides(inner(node)) if is_operation(inner(node), "or") else None
    return both[0] if both and both[1].kind == "table_constructor" and not both[1].child("field") else inner(node)


def _identifiers(statement: Node) -> list[Node]:
    found, pending = [], [statement]
    while pending:
        node = pending.pop()
        if node.kind == "identifier":
            found.append(node)
        pending.extend(node.children)
    return found


def _is_something(value: Node) -> bool:
    """Return whether it is certainly not nil, whatever happened before."""
    value = inner(value)
    if is_operation(value, "or"):
        return _is_something(operands(value)[-1])
    return value.kind in {"table_constructor", "string", "number", "true", "false", "function_definition"}
