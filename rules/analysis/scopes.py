"""The meaning of names: locals, parameters and globals, by Lua's rules of scope."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from rules.analysis.tree import Node, Tree

FUNCTIONS = frozenset({"function_definition", "function_declaration"})
SCOPES = FUNCTIONS | {"chunk", "block", "repeat_statement", "for_statement"}
_MEMBERS = {("dot_index_expression", "field"), ("method_index_expression", "method"), ("field", "name")}
_NO_VARIABLES = frozenset({"goto_statement", "label_statement", "attribute"})


PATIENCE = 200_000
"""The most nodes that are looked at to find the parts of texts; after that, they are not known."""


class Role(StrEnum):
    LOCAL = "local"
    LOCAL_FUNCTION = "local function"
    PARAMETER = "parameter"
    LOOP = "loop variable"


@dataclass(slots=True, eq=False, kw_only=True)
class Declaration:
    """A local name, and where it is used. `visible` is the byte from which on it can be seen in its scope."""

    name: str
    role: Role
    node: Node
    visible: int
    scope: "Scope"
    reads: "list[Name]" = field(default_factory=list)
    writes: "list[Name]" = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class Scope:
    node: Node
    parent: "Scope | None"
    declared: dict[str, list[Declaration]] = field(default_factory=lambda: defaultdict(list))

    def find(self, name: str, position: int) -> Declaration | None:
        """Return the declaration that a name means at this position."""
        scope: Scope | None = self
        while scope:
            if (declared := scope.declared.get(name)) and (found := _latest(declared, position)):
                return found
            scope = scope.parent
        return None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Name:
    """One use of a name. Without a declaration it is global."""

    node: Node
    text: str
    written: bool
    declaration: Declaration | None


class Names:
    """All names of a script."""

    def __init__(self, tree: Tree) -> None:
        self.declarations: list[Declaration] = []
        self.patience = PATIENCE
        self.globals: dict[str, list[Name]] = defaultdict(list)
        self._by_node: dict[int, Name] = {}
        self._declaring: dict[int, Declaration] = {}
        self._scopes: list[Scope] = []
        for node in tree.nodes:
            holder = node.parent if node.kind not in SCOPES else None
            self._scopes.append(self._scopes[holder.index] if holder else self._scope_of(node))
            if node.kind in _DECLARING:
                for declaration in _declared_by(node, self._scopes[-1]):
                    self._declare(declaration)
        for node in tree.nodes:
            if node.kind == "identifier" and node.index not in self._declaring and _is_variable(node):
                self._use(node)
        self._given = {name for name, uses in self.globals.items() if any(use.written for use in uses)}

    def of(self, node: Node) -> Name | None:
        """Return the use of a name that this node is, if it is one."""
        return self._by_node.get(node.index)

    def declared_at(self, node: Node) -> Declaration | None:
        """Return the declaration whose name this node is."""
        return self._declaring.get(node.index)

    def may_look_at(self, node: Node) -> bool:
        """Subtract the cost of looking at a node from the patience; return false when none is left."""
        self.patience -= node.stop - node.index
        return self.patience > 0

    def global_uses(self, *, written: bool) -> Iterator[Name]:
        """Yield uses of globals, except those in parts that could not be parsed."""
        for uses in self.globals.values():
            yield from (use for use in uses if use.written is written and not use.node.broken)

    def is_global(self, node: Node, text: str) -> bool:
        """Return whether this node is the global of that name."""
        name = self.of(node)
        return name is not None and name.text == text and name.declaration is None

    def is_given_a_value(self, name: str) -> bool:
        """Return whether the script assigns to the global of that name."""
        return name in self._given

    def visible(self, node: Node) -> set[str]:
        """Return the local names that could be used in place of this one."""
        found: set[str] = set()
        scope: Scope | None = self._scopes[node.index]
        while scope:
            found |= {name for name, every in scope.declared.items() if _latest(every, node.start)}
            scope = scope.parent
        return found

    def outer(self, declaration: Declaration) -> Declaration | None:
        """Return the declaration that a local hides: of the same name, and visible where it is made."""
        before = declaration.scope.find(declaration.name, declaration.node.start - 1)
        return before if before is not declaration else None

    def _scope_of(self, node: Node) -> Scope:
        outer = self._scopes[node.parent.index] if node.parent else None
        if outer and node.kind == "block" and node.parent and node.parent.kind == "repeat_statement":
            return outer  # `until` sees the locals of its body.
        return Scope(node=node, parent=outer)

    def _declare(self, declaration: Declaration) -> None:
        declaration.scope.declared[declaration.name].append(declaration)
        self.declarations.append(declaration)
        self._declaring[declaration.node.index] = declaration

    def _use(self, node: Node) -> None:
        text = node.text
        declaration = self._scopes[node.index].find(text, node.start)
        name = Name(node=node, text=text, written=_is_written(node), declaration=declaration)
        self._by_node[node.index] = name
        if declaration:
            (declaration.writes if name.written else declaration.reads).append(name)
        else:
            self.globals[text].append(name)


def _latest(declared: list[Declaration], position: int) -> Declaration | None:
    count = bisect_right(declared, position, key=lambda declaration: declaration.visible)
    return declared[count - 1] if count else None


_DECLARING = frozenset({
    "variable_declaration", "parameters", "for_generic_clause", "for_numeric_clause", "function_declaration",
})  # fmt: skip


def _declared_by(node: Node, scope: Scope) -> Iterator[Declaration]:
    if node.kind == "variable_declaration":
        yield from _declarations(_variables(node), Role.LOCAL, node.end, scope)
    elif node.kind == "parameters":
        yield from _declarations(node.all("name"), Role.PARAMETER, node.end, scope)
        yield from _self(node, scope)
    elif node.kind in {"for_generic_clause", "for_numeric_clause"}:
        yield from _declarations(_variables(node), Role.LOOP, node.end, scope)
    elif node.kind == "function_declaration" and node.child("local") and (name := node.get("name")) and scope.parent:
        yield from _declarations([name], Role.LOCAL_FUNCTION, name.start, scope.parent)


def _declarations(nodes: list[Node], role: Role, visible: int, scope: Scope) -> Iterator[Declaration]:
    for node in nodes:
        if node.kind == "identifier" and node.end > node.start:
            yield Declaration(name=node.text, role=role, node=node, visible=visible, scope=scope)


def _self(parameters: Node, scope: Scope) -> Iterator[Declaration]:
    """Yield the parameter that `function object:method()` has without naming it."""
    method = parameters.parent and parameters.parent.get("name")
    if method and method.kind == "method_index_expression":
        yield Declaration(name="self", role=Role.PARAMETER, node=method, visible=parameters.end, scope=scope)


def _variables(node: Node) -> list[Node]:
    """Return the names on the left of `local` or in the head of a loop."""
    holder = node.child("assignment_statement") or node
    return (holder.child("variable_list") or holder).all("name")


def _is_variable(node: Node) -> bool:
    parent = node.parent
    if node.end == node.start or parent is None or parent.kind in _NO_VARIABLES:
        return False
    if (parent.kind, node.role) in _MEMBERS:
        return parent.kind == "field" and parent.child("[") is not None
    return True


def _is_written(node: Node) -> bool:
    parent = node.parent
    if parent is None or node.role != "name":
        return False
    return parent.kind == "variable_list" or parent.kind == "function_declaration"
