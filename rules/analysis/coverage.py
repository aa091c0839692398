"""The statements and branches of a script that never ran, by how often each of its lines ran."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.analysis.tree import Node, Tree

SIMPLE = {"assignment_statement", "variable_declaration", "return_statement", "break_statement", "goto_statement"}
LOOPS = {"for_statement": "the loop", "while_statement": "the loop", "repeat_statement": "the loop"}
BLOCKS = ("block", "chunk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch that the script can take at `line`: "then", "elseif", "else", "otherwise" (no arm of the `if`), "the
    loop".

    `taken` is None where lines alone cannot tell, because condition and arm share one.
    """

    line: int
    words: str
    taken: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The coverage. `statements` maps the line of each statement to whether it ran; several on one line are one."""

    statements: Mapping[int, bool]
    branches: tuple[Branch, ...]

    @property
    def missed(self) -> tuple[int, ...]:
        return tuple(line for line, ran in self.statements.items() if not ran)

    @property
    def untaken(self) -> tuple[Branch, ...]:
        return tuple(branch for branch in self.branches if branch.taken is False)

    @property
    def percent(self) -> int:
        """Return the percentage of the statements' lines. It is 100 only where none is missing."""
        return sum(self.statements.values()) * 100 // len(self.statements) if self.statements else 100


def coverage(source: bytes, lines: Mapping[int, int]) -> Coverage:
    """Work out the coverage. `lines` says how often each line ran, over all runs together."""
    tree = Tree(source)
    where = _Lines(tree, lines)
    statements: dict[int, bool] = {}
    for statement in _statements(tree):
        line = where.of(statement)
        statements[line] = statements.get(line, False) or where.ran(statement)
    branches = (branch for kind in ("if_statement", *LOOPS) for node in tree.of(kind) for branch in _ways(node, where))
    return Coverage(
        statements=dict(sorted(statements.items())), branches=tuple(sorted(branches, key=lambda branch: branch.line))
    )


def closing_lines(source: bytes) -> set[int]:
    """Return the last lines of functions that began on another line: Lua counts them when the function is made."""
    tree = Tree(source)
    where = _Lines(tree, {})
    made = [node for kind in ("function_declaration", "function_definition") for node in tree.of(kind)]
    return {where.last(node) for node in made if where.last(node) != where.of(node)}


class _Lines:
    def __init__(self, tree: Tree, counts: Mapping[int, int]) -> None:
        source = tree.nodes[0].source if tree.nodes else b""
        self._ends = [position for position, byte in enumerate(source) if byte == 10]
        self._counts = counts

    def of(self, node: Node) -> int:
        return bisect_right(self._ends, node.start - 1) + 1

    def last(self, node: Node) -> int:
        return bisect_right(self._ends, node.end - 1) + 1

    def count(self, node: Node) -> int:
        return self._counts.get(self.of(node), 0)

    def ran(self, statement: Node) -> bool:
        """Return whether a statement ran. A simple one may begin on a line without an instruction of its own, so all
        its lines count."""
        if statement.kind not in SIMPLE and statement.kind != "function_call":
            return self.count(statement) > 0
        return any(self._counts.get(line, 0) for line in range(self.of(statement), self.last(statement) + 1))


def _statements(tree: Tree) -> Iterator[Node]:
    """Yield the statements that make instructions: a `local` without a value and the making of a function do not."""
    for kind in (*SIMPLE, "function_call", "if_statement", *LOOPS):
        for node in tree.of(kind):
            if node.parent and node.parent.kind in BLOCKS and not _silent(node):
                yield node


def _silent(node: Node) -> bool:
    """Return whether it has no value, or is a function, whose body counts by itself."""
    assigned = node if node.kind == "assignment_statement" else node.child("assignment_statement")
    if node.kind == "variable_declaration" and assigned is None:
        return True
    values = assigned.child("expression_list") if assigned else None
    return values is not None and any(value.kind == "function_definition" for value in values.children)


def _ways(node: Node, where: _Lines) -> Iterator[Branch]:
    if node.kind in LOOPS:
        yield from _way(node, LOOPS[node.kind], node.child("block"), where)
        return
    arms = [node, *(child for child in node.children if child.kind in ("elseif_statement", "else_statement"))]
    names = {"if_statement": "then", "elseif_statement": "elseif", "else_statement": "else"}
    for arm in arms:
        yield from _way(arm, names[arm.kind], arm.child("block"), where)
    if arms[-1].kind != "else_statement":
        yield _otherwise(arms[-1], where)


def _way(arm: Node, words: str, block: Node | None, where: _Lines) -> Iterator[Branch]:
    first = next((child for child in block.children if child.kind != "comment"), None) if block else None
    if first is None:
        return
    told = where.of(first) != where.of(arm) or not where.count(arm)
    yield Branch(line=where.of(arm), words=words, taken=where.ran(first) if told else None)


def _otherwise(arm: Node, where: _Lines) -> Branch:
    """Return whether the condition was tested more often than its arm was taken."""
    block = arm.child("block")
    first = next((child for child in block.children if child.kind != "comment"), None) if block else None
    asked = where.count(arm)
    if first is None or (where.of(first) == where.of(arm) and asked):
        return Branch(line=where.of(arm), words="otherwise", taken=None)
    return Branch(line=where.of(arm), words="otherwise", taken=asked > where.count(first))
