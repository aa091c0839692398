"""Facts that are certain at a place because of the conditions around it and the checks before it."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator
from typing import Protocol

from rules.analysis.expressions import (
    arguments,
    callee,
    inner,
    is_operation,
    iterated,
    number,
    operands,
    operator,
    value_of,
    values_of,
)
from rules.analysis.flow import branches, goes_on, is_false, is_true, statements
from rules.analysis.scopes import FUNCTIONS, Names, Role
from rules.analysis.tree import Node

MAX_NODES_LOOKED_AT = 2_000_000
MOST_NAMES = 3
"""The most names that stand for conditions, one for another: beyond, a condition is not followed."""
_ASSIGNMENTS = frozenset({"assignment_statement", "variable_declaration"})


class Fact(Hashable, Protocol):
    """A fact that may be certain about one variable."""

    @property
    def names(self) -> Names: ...

    def follows_from(self, condition: Node, truth: bool) -> bool:
        """Return whether it follows from a condition without `and`, `or` and `not` being true, or false."""
        ...

    def counted_by(self, number: Node) -> bool:
        """Return whether it follows from an expression giving a number above 0."""
        ...

    def changed_by(self, statement: Node, /) -> bool:
        """Return whether a statement gives the variable another value."""
        ...

    def made_by(self, assignment: Node, /) -> bool:
        """Return whether this assignment makes it certain."""
        ...


class Guards:
    """Certainty at places. Looks at a limited number of nodes; then everything counts as certain, so that nothing is
    reported that was not looked at."""

    def __init__(self) -> None:
        self._left = MAX_NODES_LOOKED_AT
        self._states: dict[tuple[Fact, int], tuple[list[int], list[bool | None]]] = {}

    def is_certain(self, fact: Fact, place: Node) -> bool:
        """Return whether a fact is certain on all ways that lead to a place; false in doubt."""
        node, parent = place, place.parent
        while parent:
            for condition, truth in _conditions(node, parent):
                if self._looks_at(condition) or follows(fact, condition, truth):
                    return True
            if (times := _times(node, parent)) and (self._looks_at(times) or fact.counted_by(times)):
                return True
            found = self._before(fact, node, parent) if parent.kind in {"block", "chunk"} else None
            if found is not None:
                return found
            node, parent = parent, parent.parent
        return False

    def _before(self, fact: Fact, node: Node, block: Node) -> bool | None:
        """Return whether the statements before this one make a fact certain; None if they say nothing."""
        key = (fact, block.index)
        if key not in self._states:
            self._states[key] = self._after_each(fact, block)
        starts, states = self._states[key]
        count = bisect_left(starts, node.start)
        return states[count - 1] if count else None

    def _after_each(self, fact: Fact, block: Node) -> tuple[list[int], list[bool | None]]:
        starts, states, state = list[int](), list[bool | None](), None
        for statement in statements(block):
            if self._looks_at(statement) or _settles(fact, statement):
                state = True
            elif fact.changed_by(statement):
                state = False
            starts.append(statement.start)
            states.append(state)
        return starts, states

    def _looks_at(self, node: Node | None) -> bool:
        """Subtract the cost of looking at a node from what is left; return true when nothing is left."""
        self._left -= node.stop - node.index if node else 0
        return self._left < 0


def _conditions(node: Node, parent: Node) -> Iterator[tuple[Node | None, bool]]:
    """Yield the conditions that a construct puts before one of its parts, with the truth they must have had."""
    if is_operation(parent, "and", "or") and node.role == "right":
        yield parent.get("left"), operator(parent) == "and"
    elif parent.kind in {"if_statement", "elseif_statement", "while_statement"}:
        if node.role in {"consequence", "body"}:
            yield parent.get("condition"), True
        elif node.role == "alternative":
            yield from _earlier(node, parent)


def _times(node: Node, parent: Node) -> Node | None:
    """Return what is above 0 in the body of `for i = 1, number do`, `for i = number, 1, -1 do` and `for … in
    ipairs(rows) do`, where that is the number of rows."""
    if parent.kind == "for_statement" and node.role == "body" and (over := iterated(parent)):
        return over[0]
    clause = parent.get("clause") if parent.kind == "for_statement" and node.role == "body" else None
    start, end = (clause.get("start"), clause.get("end")) if clause else (None, None)
    if not clause or not start or not end:
        return None
    step = clause.get("step")
    first, last = (end, start) if step and (number(step) or 0) < 0 else (start, end)
    return last if (number(first) or 0) > 0 else None


def _earlier(alternative: Node, statement: Node) -> Iterator[tuple[Node | None, bool]]:
    yield statement.get("condition"), False
    for other in statement.all("alternative"):
        if other is alternative:
            return
        yield other.get("condition"), False


def _settles(fact: Fact, statement: Node) -> bool:
    if statement.kind in _ASSIGNMENTS:
        return fact.made_by(statement)
    if statement.kind == "function_call" and callee(statement) == "assert":
        return any(follows(fact, condition, True) for condition in arguments(statement)[:1])
    return statement.kind == "if_statement" and _leaves_only_certain(fact, statement)


def _leaves_only_certain(fact: Fact, statement: Node) -> bool:
    """Recognise `if not x then return end`, and `if not x then x = {} end`."""
    for condition, block in branches(statement):
        if condition is None or (goes_on(block) and not _repairs(fact, block)):
            return False
        if follows(fact, condition, False):
            return True
    return False


def _repairs(fact: Fact, block: Node | None) -> bool:
    return any(each.kind in _ASSIGNMENTS and fact.made_by(each) for each in statements(block))


def follows(fact: Fact, condition: Node | None, truth: bool, names_left: int = MOST_NAMES) -> bool:
    if condition is None:
        return False
    condition = inner(condition)
    if is_operation(condition, "and", "or"):
        each = (follows(fact, part, truth, names_left) for part in operands(condition))
        return any(each) if (operator(condition) == "and") is truth else all(each)
    if condition.kind == "unary_expression" and operator(condition) == "not":
        return follows(fact, condition.get("operand"), not truth, names_left)
    if fact.follows_from(condition, truth):
        return True

    def implied(value: Node) -> bool:
        return (is_false if truth else is_true)(value) or follows(fact, value, truth, names_left - 1)

    return names_left > 0 and follows_by_name(fact, condition, implied, names_left - 1)


def follows_by_name(fact: Fact, name: Node, implied: Callable[[Node], bool], names_left: int) -> bool:
    """Return whether a fact is `implied` by every value that a local was given, or by the conditions around it."""
    values = _given(name, fact.names)
    return bool(values) and all(implied(value) or _holds_around(fact, value, names_left) for value in values)


def _given(name: Node, names: Names) -> list[Node]:
    """Return all values that a local is ever given; nothing where they are not known."""
    used = names.of(name)
    declaration = used.declaration if used else None
    if declaration is None or declaration.role is not Role.LOCAL:
        return []
    values = [value for value in values_of(declaration) if value and names.may_look_at(value)]
    return values if len(values) == len(declaration.writes) + (value_of(declaration) is not None) else []


def _holds_around(fact: Fact, node: Node, names_left: int) -> bool:
    """Return whether it holds by a condition or a loop around the node, within its function."""
    for up in node.ancestors():
        if up.kind in FUNCTIONS:
            return False
        for condition, truth in _conditions(node, up):
            if condition and fact.names.may_look_at(condition) and follows(fact, condition, truth, names_left):
                return True
        if (times := _times(node, up)) and fact.counted_by(times):
            return True
        node = up
    return False
