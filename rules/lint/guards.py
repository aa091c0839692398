"""What is certain at a place because of the conditions around it and the checks before it."""

from collections.abc import Iterator
from typing import Protocol

from rules.lint.expressions import arguments, callee, inner, is_operation, operands, operator
from rules.lint.flow import branches, goes_on, statements
from rules.lint.tree import Node

_ASSIGNMENTS = frozenset({"assignment_statement", "variable_declaration"})


class Fact(Protocol):
    """Something that may be certain about one variable."""

    def follows_from(self, condition: Node, truth: bool) -> bool:
        """From a condition without `and`, `or` and `not` being true, or false."""
        ...

    def changed_by(self, statement: Node, /) -> bool:
        """Does a statement give the variable another value?"""
        ...

    def made_by(self, assignment: Node, /) -> bool:
        """Does this assignment make sure of it?"""
        ...


def is_certain(fact: Fact, place: Node) -> bool:
    """Do the ways that lead to a place all make sure of a fact? In doubt, no."""
    node, parent = place, place.parent
    while parent:
        if any(_follows(fact, condition, truth) for condition, truth in _conditions(node, parent)):
            return True
        if parent.kind in {"block", "chunk"}:
            found = _before(fact, node, parent)
            if found is not None:
                return found
        node, parent = parent, parent.parent
    return False


def _conditions(node: Node, parent: Node) -> Iterator[tuple[Node | None, bool]]:
    """Conditions that a construct puts before one of its parts, with the truth they must have had."""
    if is_operation(parent, "and", "or") and node.role == "right":
        yield parent.get("left"), operator(parent) == "and"
    elif parent.kind in {"if_statement", "elseif_statement", "while_statement"}:
        if node.role in {"consequence", "body"}:
            yield parent.get("condition"), True
        elif node.role == "alternative":
            yield from _earlier(node, parent)


def _earlier(alternative: Node, statement: Node) -> Iterator[tuple[Node | None, bool]]:
    yield statement.get("condition"), False
    for other in statement.all("alternative"):
        if other is alternative:
            return
        yield other.get("condition"), False


def _before(fact: Fact, node: Node, block: Node) -> bool | None:
    """What the statements before this one make of a fact; None if they say nothing."""
    for statement in reversed(statements(block)):
        if statement.start >= node.start:
            continue
        if _settles(fact, statement):
            return True
        if fact.changed_by(statement):
            return False
    return None


def _settles(fact: Fact, statement: Node) -> bool:
    if statement.kind in _ASSIGNMENTS:
        return fact.made_by(statement)
    if statement.kind == "function_call" and callee(statement) == "assert":
        return any(_follows(fact, condition, True) for condition in arguments(statement)[:1])
    return statement.kind == "if_statement" and _leaves_only_certain(fact, statement)


def _leaves_only_certain(fact: Fact, statement: Node) -> bool:
    """`if not x then return end`, or `if not x then x = {} end`."""
    for condition, block in branches(statement):
        if condition is None or (goes_on(block) and not _mended(fact, block)):
            return False
        if _follows(fact, condition, False):
            return True
    return False


def _mended(fact: Fact, block: Node | None) -> bool:
    return any(each.kind in _ASSIGNMENTS and fact.made_by(each) for each in statements(block))


def _follows(fact: Fact, condition: Node | None, truth: bool) -> bool:
    if condition is None:
        return False
    condition = inner(condition)
    if is_operation(condition, "and", "or"):
        each = (_follows(fact, part, truth) for part in operands(condition))
        return any(each) if (operator(condition) == "and") is truth else all(each)
    if condition.kind == "unary_expression" and operator(condition) == "not":
        return _follows(fact, condition.get("operand"), not truth)
    return fact.follows_from(condition, truth)
