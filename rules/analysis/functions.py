"""The functions of a script, and the calls of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rules.analysis.expressions import arguments, callee, value_of
from rules.analysis.scopes import FUNCTIONS, Declaration, Names, Role
from rules.analysis.tree import Node, Tree


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Function:
    """`name_node` is the plain name under which it can be called; None for methods, fields and anonymous ones."""

    node: Node
    name_node: Node | None
    declaration: Declaration | None
    parameters: tuple[Declaration, ...]

    @property
    def name(self) -> str | None:
        return self.name_node.text if self.name_node else None

    @property
    def is_global(self) -> bool:
        return self.name_node is not None and self.declaration is None

    @property
    def body(self) -> Node | None:
        return self.node.get("body")

    @property
    def takes_more(self) -> bool:
        """Return whether its parameters end with `...`."""
        parameters = self.node.get("parameters")
        return parameters is not None and parameters.child("vararg_expression") is not None

    @property
    def end(self) -> Node | None:
        """The word `end` that closes it."""
        return self.node.child("end")


class Functions:
    def __init__(self, tree: Tree, names: Names) -> None:
        self._names = names
        self.all = tuple(self._function(node) for node in tree.of(*sorted(FUNCTIONS)))
        self._by_node = {function.node.index: function for function in self.all}
        self._named = self._callable_by_name()
        self.calls: dict[int, list[Node]] = defaultdict(list)
        self._returns: dict[int, list[Node]] = defaultdict(list)
        for node in tree.nodes:
            if node.kind == "return_statement" and (function := self.around(node)):
                self._returns[function.node.index].append(node)
        self.methods = frozenset(_member_names(tree))
        for call in tree.of("function_call"):
            if called := self.called(call):
                self.calls[called.node.index].append(call)

    def called(self, call: Node) -> Function | None:
        """Return the function of the script that a call means, if that is certain: its name is given to one only."""
        callee = call.get("name")
        return self.named_by(callee) if callee else None

    def named_by(self, node: Node) -> Function | None:
        name = self._names.of(node)
        return self._named.get(name.declaration or name.text) if name else None

    def around(self, node: Node) -> Function | None:
        """Return the innermost function that a node is in. A function's own name is outside of it."""
        for up in node.ancestors():
            if up.index in self._by_node and node.role != "name":
                return self._by_node[up.index]
            node = up
        return None

    def catches(self, node: Node) -> bool:
        """Return whether a node is in a function that only pcall or xpcall runs, which catch every error in it."""
        return any(up.index in self._by_node and self._is_protected(self._by_node[up.index]) for up in node.ancestors())

    def _is_protected(self, function: Function) -> bool:
        if declared := function.declaration:
            return bool(declared.reads) and not declared.writes and all(_is_tried(read.node) for read in declared.reads)
        return function.name_node is None and _is_tried(function.node)

    def returns(self, function: Function) -> Iterator[Node]:
        """Yield its return statements, without those of functions inside it."""
        return iter(self._returns[function.node.index])

    def of_parameter(self, declaration: Declaration) -> tuple[Function, int] | None:
        """Return the function that a parameter belongs to, and its place from 0."""
        function = self._by_node.get(declaration.scope.node.index)
        if function is None or declaration not in function.parameters:
            return None
        return function, function.parameters.index(declaration)

    def given(self, declaration: Declaration) -> list[Node]:
        """Return what calls in this script give for a parameter."""
        if not (found := self.of_parameter(declaration)):
            return []
        function, place = found
        every = (arguments(call) for call in self.calls[function.node.index])
        return [given[place] for given in every if place < len(given)]

    def _callable_by_name(self) -> dict[Declaration | str, Function]:
        named: dict[Declaration | str, list[Function]] = defaultdict(list)
        for function in self.all:
            if function.name:
                named[function.declaration or function.name].append(function)
        return {key: only[0] for key, only in named.items() if len(only) == 1 and self._written_once(key)}

    def _written_once(self, key: Declaration | str) -> bool:
        if isinstance(key, str):
            return sum(use.written for use in self._names.globals[key]) == 1
        own = key.role is Role.LOCAL_FUNCTION or value_of(key) is not None
        return len(key.writes) + own == 1

    def _function(self, node: Node) -> Function:
        name_node = _name_of(node)
        name = self._names.of(name_node) if name_node else None
        declared = self._names.declared_at(name_node) if name_node else None
        parameters = node.get("parameters")
        found = (self._names.declared_at(each) for each in (parameters.all("name") if parameters else ()))
        return Function(
            node=node,
            name_node=name_node,
            declaration=declared or (name.declaration if name else None),
            parameters=tuple(parameter for parameter in found if parameter),
        )


def _member_names(tree: Tree) -> Iterator[str]:
    """Yield the names of fields and methods that the script gives functions or other values to."""
    for node in tree.of("function_declaration", "variable_list"):
        for target in node.all("name"):
            if key := target.get("field") or target.get("method"):
                yield key.text
    for field in tree.of("field"):
        if (name := field.get("name")) and name.kind == "identifier":
            yield name.text


def _is_tried(node: Node) -> bool:
    """Return whether it is what pcall calls."""
    call = node.parent.parent if node.parent and node.parent.kind == "arguments" else None
    return call is not None and callee(call) in {"pcall", "xpcall"} and arguments(call)[0] is node


def _name_of(node: Node) -> Node | None:
    name = node.get("name") if node.kind == "function_declaration" else _assigned_name(node)
    return name if name and name.kind == "identifier" else None


def _assigned_name(value: Node) -> Node | None:
    """Return the name in `name = function … end`."""
    values = value.parent
    assignment = values.parent if values else None
    places = values.all("value") if values else []
    if not assignment or assignment.kind != "assignment_statement" or value not in places:
        return None
    variables = assignment.child("variable_list")
    targets = variables.all("name") if variables else []
    place = places.index(value)
    return targets[place] if place < len(targets) else None
