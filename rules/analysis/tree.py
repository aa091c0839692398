"""The syntax tree, also of broken text: tree-sitter's, kept as plain nodes that rules can walk cheaply."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import thread_time

import tree_sitter_lua
from tree_sitter import Language, Parser, TreeCursor

from rules.lua.protocol.limits import SCRIPT_MAX_BYTES

MAX_NODES = 200_000
MAX_BRANCHES = 10_000
"""The most words `elseif`: Lua's compiler takes time by the square of their number, seconds for 40,000."""
MAX_NESTING = 200
"""Lua 5.2 itself refuses more levels than that (LUAI_MAXCCALLS), so what is deeper is not a script."""
PARSE_SECONDS = 0.5
"""Processor time: a busy machine must not make a script harder to understand."""
NESTING = frozenset({"block", "function_definition", "function_declaration", "table_constructor"})

_BOM = b"\xef\xbb\xbf"
_PIECE = 64 * 1024
_LUA = Language(tree_sitter_lua.language())
_KINDS = [_LUA.node_kind_for_id(number) or "" for number in range(_LUA.node_kind_count)]
_ROLES = [_LUA.field_name_for_id(number) for number in range(_LUA.field_count + 1)]
"""One object for each word: the parser makes a new one for every node, whose hash is then worked out again."""


@dataclass(slots=True, eq=False)
class Node:
    """One node. `role` is the field of the parent that it fills. Punctuation and keywords are named by their text.

    `broken`: it is inside what could not be parsed. `damaged`: something inside it could not be parsed.
    `stop` is the position in `Tree.nodes` behind its last descendant.
    """

    kind: str
    role: str | None
    start: int
    end: int
    source: bytes
    index: int
    parent: "Node | None"
    broken: bool = False
    damaged: bool = False
    stop: int = 0
    children: "list[Node]" = field(default_factory=list)
    fields: "dict[str, Node] | None" = None
    """The first child of each role: rules ask for it more than for anything else."""

    @property
    def text(self) -> str:
        return self.source[self.start : self.end].decode("utf-8", errors="replace")

    def get(self, name: str) -> "Node | None":
        return self.fields.get(name) if self.fields else None

    def all(self, name: str) -> "list[Node]":
        return [child for child in self.children if child.role == name]

    def child(self, kind: str) -> "Node | None":
        return next((child for child in self.children if child.kind == kind), None)

    def all_of(self, kind: str) -> "list[Node]":
        """Return the children of this kind."""
        return [child for child in self.children if child.kind == kind]

    def ancestors(self) -> "Iterator[Node]":
        node = self.parent
        while node:
            yield node
            node = node.parent


class Tree:
    """All nodes in the order of the text. `gave_up` says why there are none, where there are none."""

    def __init__(self, source: bytes) -> None:
        self.nodes: list[Node] = []
        self.gave_up: str | None = None
        self._has_errors = False
        try:
            if len(source) <= SCRIPT_MAX_BYTES:  # A longer text is refused for its length alone.
                self._build(source)
        except _TooMuch as problem:
            self.nodes, self.gave_up = [], str(problem)
        self._by_kind: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes:
            if not node.broken:
                self._by_kind[node.kind].append(node)

    def of(self, *kinds: str) -> Iterator[Node]:
        """Yield the nodes of these kinds, without parts that could not be parsed."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def within(self, node: Node) -> list[Node]:
        """Return everything below a node, in the order of the text."""
        return self.nodes[node.index + 1 : node.stop]

    def _build(self, source: bytes) -> None:
        if has_too_many_branches(source):
            raise _TooMuch(f"it has more than {MAX_BRANCHES:,} times `elseif`")
        cursor = _parse(source.replace(_BOM, b"   ", 1) if source.startswith(_BOM) else source)
        if cursor.node is not None and cursor.node.descendant_count > MAX_NODES:
            raise _TooMuch(f"it has more than {MAX_NODES:,} parts")
        self._has_errors = cursor.node is not None and cursor.node.has_error
        parents: list[Node] = []
        nesting = 0
        while True:
            node = self._add(cursor, source, parents[-1] if parents else None)
            if cursor.goto_first_child():
                parents.append(node)
                nesting += node.kind in NESTING
                if nesting > MAX_NESTING:
                    raise _TooMuch(f"more than {MAX_NESTING} levels are nested")
                continue
            node.stop = len(self.nodes)
            while not cursor.goto_next_sibling():
                if not parents:
                    return
                cursor.goto_parent()
                nesting -= self._close(parents.pop()).kind in NESTING

    def _add(self, cursor: TreeCursor, source: bytes, parent: Node | None) -> Node:
        parsed = cursor.node
        assert parsed is not None
        role = _ROLES[cursor.field_id or 0]
        kind = _KINDS[parsed.kind_id] if parsed.kind_id < len(_KINDS) else parsed.type
        node = Node(kind, role, parsed.start_byte, parsed.end_byte, source, len(self.nodes), parent)
        if self._has_errors:
            node.damaged = parsed.is_error or parsed.is_missing
            node.broken = node.damaged or (parent is not None and parent.broken)
        self.nodes.append(node)
        if parent:
            parent.children.append(node)
            if role and not parent.fields:
                parent.fields = {role: node}
            elif role and parent.fields:
                parent.fields.setdefault(role, node)
        return node

    def _close(self, node: Node) -> Node:
        node.stop = len(self.nodes)
        if self._has_errors:
            node.damaged = node.damaged or any(child.damaged for child in node.children)
        return node


def has_too_many_branches(source: bytes) -> bool:
    return source.count(b"elseif") > MAX_BRANCHES


class _TooMuch(Exception):
    pass


def _parse(source: bytes) -> TreeCursor:
    deadline = thread_time() + PARSE_SECONDS
    try:  # tree-sitter checks a deadline only where it asks for the text piece by piece.
        tree = Parser(_LUA).parse(
            lambda offset, _point: source[offset : offset + _PIECE],
            progress_callback=lambda _offset, _has_error: thread_time() > deadline,
        )
    except ValueError:
        raise _TooMuch(f"it was not understood within {PARSE_SECONDS} seconds") from None
    return tree.walk()
