"""Control flow: where a function can go on, and where it ends."""

from collections.abc import Iterator
from itertools import pairwise

from rules.analysis.expressions import arguments, callee, inner
from rules.analysis.scopes import FUNCTIONS
from rules.analysis.tree import Node

_ENDING_CALLS = frozenset({"error", "os.exit"})
_LOOPS = frozenset({"while_statement", "repeat_statement", "for_statement"})
_NOT_STATEMENTS = frozenset({"comment", "empty_statement", ";", "hash_bang_line"})


def statements(block: Node | None) -> list[Node]:
    return [child for child in block.children if child.kind not in _NOT_STATEMENTS] if block else []


def goes_on(block: Node | None) -> bool:
    """Return whether the end of this block can be reached; true in doubt."""
    return unreached(block) is None and (not (all_ := statements(block)) or passes(all_[-1]))


def unreached(block: Node | None) -> Node | None:
    """Return the first statement of a block that cannot be reached. A label can be jumped to."""
    every = statements(block)
    labels = [place for place, statement in enumerate(every) if statement.kind == "label_statement"]
    behind_labels = every[labels[-1] :] if labels else every
    return next((after for before, after in pairwise(behind_labels) if not (before.damaged or passes(before))), None)


def passes(statement: Node) -> bool:
    """Return whether what follows a statement can be reached."""
    match statement.kind:
        case "return_statement" | "break_statement" | "goto_statement":
            return False
        case "do_statement":
            return goes_on(statement.get("body"))
        case "if_statement":
            return _some_branch_passes(statement)
        case "while_statement" | "repeat_statement":
            return not _is_endless(statement) or _is_left(statement)
        case "function_call":
            return not _ends_all(statement)
        case _:
            return True


def branches(statement: Node) -> Iterator[tuple[Node | None, Node | None]]:
    """Return condition and block of each branch of an `if`, in order; `else` has no condition."""
    yield statement.get("condition"), statement.get("consequence")
    for branch in statement.all("alternative"):
        yield branch.get("condition"), branch.get("consequence") or branch.get("body")


def is_true(condition: Node | None) -> bool:
    """Return whether a condition is always true. Lua takes 0 and "" as true."""
    return condition is not None and inner(condition).kind in {"true", "number", "string"}


def is_false(condition: Node | None) -> bool:
    return condition is not None and inner(condition).kind in {"false", "nil"}


def _some_branch_passes(statement: Node) -> bool:
    for condition, block in branches(statement):
        if not is_false(condition) and goes_on(block):
            return True
        if condition is None or is_true(condition):
            return False
    return True


def _is_endless(loop: Node) -> bool:
    condition = loop.get("condition")
    return is_true(condition) if loop.kind == "while_statement" else is_false(condition)


def _is_left(loop: Node) -> bool:
    """Return whether a `break` or `goto` leads out of a loop."""
    pending = list(loop.children)
    while pending:
        node = pending.pop()
        if node.kind == "goto_statement" or (node.kind == "break_statement" and _loop_around(node) is loop):
            return True
        pending.extend(child for child in node.children if child.kind not in FUNCTIONS)
    return False


def _loop_around(node: Node) -> Node | None:
    return next((up for up in node.ancestors() if up.kind in _LOOPS), None)


def _ends_all(call: Node) -> bool:
    if callee(call) in _ENDING_CALLS:
        return True
    given = arguments(call)
    return callee(call) == "assert" and bool(given) and is_false(given[0])
