"""The possible values of expressions, as far as the text tells: rows of a query, a column's text, a number, …"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from rules.analysis import expressions, library_results
from rules.analysis.expressions import arguments, callee, inner, member, method, operands, operator, sides
from rules.analysis.flow import goes_on
from rules.analysis.functions import Function, Functions
from rules.analysis.guards import Guards
from rules.analysis.kinds import NIL, UNKNOWN, Value, ValueKind
from rules.analysis.lua_standard import NAMES
from rules.analysis.presence import is_present
from rules.analysis.scopes import Declaration, Name, Names, Role
from rules.analysis.sql.statement import has_one_row
from rules.analysis.sql.text import texts
from rules.analysis.tree import Node

QUERY = "VPOP3.PostgresQuery"
_COMPARISONS = frozenset({"==", "~=", "<", ">", "<=", ">="})


_LITERALS = {
    "string": ValueKind.TEXT,
    "number": ValueKind.NUMBER,
    "true": ValueKind.BOOLEAN,
    "false": ValueKind.BOOLEAN,
    "nil": ValueKind.NIL,
}


class Values:
    """`hook_parameters`: what VPOP3 gives in parameters, for those whose kind is known."""

    def __init__(
        self, names: Names, functions: Functions, guards: Guards, hook_parameters: dict[Declaration, ValueKind]
    ) -> None:
        self._names = names
        self._functions = functions
        self._guards = guards
        self._hook_parameters = hook_parameters
        self._known: dict[object, Value | None] = {}

    def of(self, node: Node) -> Value:
        """Return the value of an expression, its first where it has several."""
        return self._known_so_far(node) or UNKNOWN

    def is_query(self, node: Node | None) -> bool:
        """Return whether this is the function VPOP3.PostgresQuery, by its own name or a local one."""
        if node is None:
            return False
        name = self._names.of(node)
        if name and name.declaration and not name.declaration.writes:
            value = expressions.value_of(name.declaration)
            return value is not None and value.kind == "dot_index_expression" and self.is_query(value)
        found = member(node)
        return found is not None and found[1] == "PostgresQuery" and self._names.is_global(found[0], "VPOP3")

    def _once(self, key: object, compute: Callable[[], Value | None]) -> Value | None:
        """Compute once. Return None while the answer is being worked out: a value that depends on itself adds
        nothing to it."""
        if key not in self._known:
            self._known[key] = None
            self._known[key] = compute()
        return self._known[key]

    def _evaluate(self, node: Node) -> Value | None:
        if node.kind in _LITERALS:
            return Value(kind=_LITERALS[node.kind], may_be_nil=node.kind == "nil")
        match node.kind:
            case "table_constructor":
                return Value(kind=ValueKind.TABLE)
            case "function_definition":
                return Value(kind=ValueKind.FUNCTION)
            case "identifier":
                return self._name(node)
            case "binary_expression" | "unary_expression":
                return self._operation(node)
            case "function_call":
                return self._call(node)
            case "dot_index_expression" | "bracket_index_expression":
                return self._index(node)
            case _:
                return UNKNOWN

    def _operation(self, node: Node) -> Value | None:
        symbol = operator(node)
        if symbol == "or":
            return self._either(operands(node))
        if symbol == "and" and (both := sides(node)):
            first, second = self.of(both[0]), self.of(both[1])
            may_be_false = (
                second.may_be_false or first.may_be_false or first.kind in {ValueKind.BOOLEAN, ValueKind.UNKNOWN}
            )
            return replace(second, may_be_nil=second.may_be_nil or first.may_be_nil, may_be_false=may_be_false)
        if symbol == "not" or symbol in _COMPARISONS:
            return Value(kind=ValueKind.BOOLEAN)
        return Value(kind=ValueKind.TEXT if symbol == ".." else ValueKind.NUMBER)

    def _either(self, parts: list[Node]) -> Value:
        """Return the value of `a or b`: nil only if the last is. An empty table in place of rows is no rows, of a
        row an empty row."""
        values = [self.of(part) for part in parts]
        first, last = values[0], values[-1]
        if first.kind in {ValueKind.ROWS, ValueKind.ROW} and last.kind is ValueKind.TABLE:
            return replace(first, may_be_nil=False, never_empty=False, may_be_false=False)
        return replace(_joined(values), may_be_nil=last.may_be_nil, may_be_false=last.may_be_false)

    def _call(self, node: Node) -> Value | None:
        if self.is_query(node.get("name")):
            return self._rows(node)
        if function := self._functions.called(node):
            return self._once(function, lambda: self._result(function))
        if called := self.library_name(node.get("name")):
            return library_results.result(called, arguments(node))
        on = method(node)
        if on and on[1] in library_results.TEXT_FUNCTIONS and self._is_text_method(*on):
            return library_results.result(f"string.{on[1]}", [on[0], *arguments(node)])
        return UNKNOWN

    def library_name(self, node: Node | None) -> str | None:
        """Return `string.lower` for anything that means this function of Lua's, by its own name or by a local one."""
        for _ in range(3):
            if node is None:
                return None
            name, found = self._names.of(node), member(node)
            if name is None:
                is_library = found is not None and self._is_original(found[0])
                return f"{found[0].text}.{found[1]}" if found and is_library else None
            if name.declaration is None:
                return name.text if self._is_original(node) else None
            node = expressions.value_of(name.declaration) if not name.declaration.writes else None
            node = inner(node) if node else None
        return None

    def _is_original(self, node: Node) -> bool:
        """Return whether it is a name of Lua's own or VPOP3's that the script gives no other value."""
        name = self._names.of(node)
        if name is None or name.declaration or not (name.text in NAMES or name.text == "VPOP3"):
            return False
        return not self._names.is_given_a_value(name.text)

    def _is_text_method(self, owner: Node, name: str) -> bool:
        """Return whether it is a method of texts, not one of that name that the script has given to tables of its
        own."""
        kind = self.of(owner).kind
        return kind is ValueKind.TEXT or (kind is ValueKind.UNKNOWN and name not in self._functions.methods)

    def _rows(self, call: Node) -> Value:
        given = expressions.arguments(call)
        never_empty = bool(given) and all(has_one_row(sql.text) for sql in texts(given[0], self._names))
        return Value(kind=ValueKind.ROWS, may_be_nil=True, never_empty=never_empty)

    def _result(self, function: Function) -> Value:
        results = [expressions.returned(each) for each in self._functions.returns(function)]
        values = [self._checked(given[0]) if given else NIL for given in results]
        return _joined([*values, NIL] if goes_on(function.body) else values)

    def _checked(self, node: Node) -> Value:
        value = self.of(node)
        return replace(value, may_be_nil=value.may_be_nil and not is_present(node, self._names, self._guards))

    def _index(self, node: Node) -> Value:
        if found := expressions.element(node):
            owner = self.of(found[0])
            if owner.kind is ValueKind.ROWS and found[1].kind != "string":
                first = owner.never_empty and expressions.number(found[1]) == 1
                return Value(kind=ValueKind.ROW, may_be_nil=found[1].kind == "number" and not first)
        if (named := member(node)) is None:
            return UNKNOWN
        if called := self.library_name(node):
            return library_results.constant(called)
        match self.of(named[0]).kind:
            case ValueKind.ROW:
                return Value(kind=ValueKind.TEXT, may_be_nil=True)
            case ValueKind.DATE:
                return library_results.date_field(named[1])
            case ValueKind.TEXT if named[1] in library_results.TEXT_FUNCTIONS:
                return Value(kind=ValueKind.FUNCTION)
            case _:
                return UNKNOWN

    def _name(self, node: Node) -> Value | None:
        name = self._names.of(node)
        if name is None:
            return UNKNOWN
        key = name.declaration or name.text
        return self._once(key, lambda: self._declared(name))

    def _declared(self, name: Name) -> Value:
        declaration = name.declaration
        if declaration is None:
            writes = [use for use in self._names.globals[name.text] if use.written]
            if not writes:
                return library_results.constant(name.text)
            if all(write.node.parent and write.node.parent.kind == "function_declaration" for write in writes):
                return Value(kind=ValueKind.FUNCTION)
            return self._joined_of(expressions.written_value(write) for write in writes)
        if declaration.role is Role.LOOP:
            return self._loop_variable(declaration)
        if declaration.role is Role.LOCAL_FUNCTION:
            return UNKNOWN if declaration.writes else Value(kind=ValueKind.FUNCTION)
        if declaration.role is Role.PARAMETER:
            kind = self._hook_parameters.get(declaration)
            return Value(kind=kind) if kind and not declaration.writes else UNKNOWN
        return self._joined_of(expressions.values_of(declaration))

    def _joined_of(self, nodes: Iterable[Node | None]) -> Value:
        found = [UNKNOWN if node is None else self._known_so_far(node) for node in nodes]
        return _joined([value for value in found if value])

    def _known_so_far(self, node: Node) -> Value | None:
        node = inner(node)
        if node in self._known:
            return self._known[node]
        return self._once(node, lambda: self._evaluate(node))

    def _loop_variable(self, declaration: Declaration) -> Value:
        loop = declaration.scope.node
        over = expressions.iterated(loop)
        if not over:
            return Value(kind=ValueKind.NUMBER)
        clause = over[0]
        how = callee(clause)
        given = expressions.arguments(clause) if how in {"ipairs", "pairs"} else []
        if not given:
            return UNKNOWN
        holder = declaration.node.parent
        place = holder.all("name").index(declaration.node) if holder else 0
        if place == 0:
            return Value(kind=ValueKind.NUMBER) if how == "ipairs" else UNKNOWN
        inside = {ValueKind.ROWS: ValueKind.ROW, ValueKind.ROW: ValueKind.TEXT}
        return Value(kind=inside.get(self.of(given[0]).kind, ValueKind.UNKNOWN))


def _joined(values: list[Value]) -> Value:
    """Return the value of one of several expressions, where it is not known which."""
    kinds = {value.kind for value in values} - {ValueKind.NIL}
    may_be_nil = any(value.may_be_nil for value in values)
    if len(kinds) != 1:
        return replace(UNKNOWN, may_be_nil=False)
    return Value(
        kind=kinds.pop(),
        may_be_nil=may_be_nil,
        never_empty=all(value.never_empty for value in values),
        may_be_false=any(value.may_be_false for value in values),
    )
