"""A value is given to a local name and never read.

    local minutes = 5
    minutes = 10               -- the 5 is overwritten before anything read it
    …
    minutes = 20               -- nothing reads minutes after this
    return false

Often another name was meant, or an `if` is missing around one of the assignments.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from rules.analysis.expressions import value_of
from rules.analysis.scopes import FUNCTIONS, Declaration, Role
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.rule import Remark, Rule, at

_LOOPS = frozenset({"while_statement", "repeat_statement", "for_statement"})
_BLOCKS = frozenset({"block", "chunk"})
_DEFAULTS = frozenset({"nil", "false", "true", "table_constructor"})
_MOST_WRITES = 50


def check(script: Script) -> Iterator[Remark]:
    jumps = any(True for _ in script.tree.of("goto_statement"))
    for declaration in script.names.declarations:
        if declaration.role not in {Role.LOCAL, Role.PARAMETER} or not declaration.reads or not declaration.writes:
            continue
        if jumps or len(declaration.writes) > _MOST_WRITES or not _is_used_here_only(declaration):
            continue
        yield from _overwritten(script, declaration)
        yield from _left(declaration)


def _is_used_here_only(declaration: Declaration) -> bool:
    """Return whether it is used only in the function that declares it: a function inside may run at any time."""
    own = _function(declaration.node)
    return all(_function(use.node) is own for use in (*declaration.reads, *declaration.writes))


def _function(node: Node) -> Node | None:
    return next((up for up in node.ancestors() if up.kind in FUNCTIONS), None)


def _overwritten(script: Script, declaration: Declaration) -> Iterator[Remark]:
    """Find two assignments in one block, one after the other, with nothing reading the name in between."""
    reads = sorted(read.node.start for read in declaration.reads)
    given = sorted((write.node for write in declaration.writes), key=lambda node: node.start)
    first = value_of(declaration)
    if first is not None and first.kind not in _DEFAULTS:
        given.insert(0, declaration.node)
    for earlier, later in pairwise(given):
        before, after = _statement(earlier), _statement(later)
        if before is None or after is None or before.parent is not after.parent or before is after:
            continue
        if bisect_right(reads, after.end) == bisect_right(reads, before.start):
            line = script.text.line_of(later.start)
            yield at(earlier, f"{declaration.name} gets another value in line {line} before anything reads this one.")


def _statement(target: Node) -> Node | None:
    """Return the assignment as a statement of a block."""
    for up in target.ancestors():
        if up.parent and up.parent.kind in _BLOCKS:
            return up
        if up.kind not in {"variable_list", "assignment_statement"}:
            return None
    return None


def _left(declaration: Declaration) -> Iterator[Remark]:
    """Find assignments after the last place that reads the name, outside of loops."""
    last = max(read.node.end for read in declaration.reads)
    for write in declaration.writes:
        statement = _statement(write.node)
        if write.node.start > last and statement and not _is_in_loop(write.node, declaration.scope.node):
            yield at(write.node, f"Nothing reads {declaration.name} after this: the value is lost.")


def _is_in_loop(node: Node, scope: Node) -> bool:
    for up in node.ancestors():
        if up is scope:
            return up.kind in _LOOPS
        if up.kind in _LOOPS:
            return True
    return False


RULE = Rule(name="unused-value", explanation=__doc__, check=check)
