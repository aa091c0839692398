"""The columns that the rows of a query have, as PostgreSQL names them."""

from sqlglot import exp

from rules.analysis import expressions
from rules.analysis.constants import constant
from rules.analysis.expressions import arguments, callee, element, inner, is_operation, iterated, operands
from rules.analysis.functions import Functions
from rules.analysis.scopes import Declaration, Names, Role
from rules.analysis.sql import statement
from rules.analysis.sql.catalogue import Catalogue
from rules.analysis.sql.text import HOLE, texts
from rules.analysis.tree import Node
from rules.analysis.values import Values

_DEEPEST = 6
_AS_THEY_ARE = (
    *(exp.Count, exp.Max, exp.Min, exp.Sum, exp.Avg, exp.Coalesce, exp.Lower, exp.Upper, exp.Left, exp.Right),
    *(exp.Greatest, exp.Least, exp.Nullif, exp.Exists, exp.Round, exp.Abs, exp.Floor),
)
"""Functions that have the same name in PostgreSQL as the parser's class."""
_WITHOUT_NAME = (exp.Literal, exp.Binary, exp.Not, exp.Neg, exp.Between, exp.In)


class Columns:
    def __init__(self, names: Names, functions: Functions, values: Values, catalogue: Catalogue | None) -> None:
        self._names = names
        self._functions = functions
        self._values = values
        self._catalogue = catalogue
        self._known: dict[str, frozenset[str] | None] = {}

    def of_row(self, node: Node) -> frozenset[str] | None:
        """Return the columns of a row: `rows[1]`, or the variable of a loop over rows."""
        return self._row(node, 0)

    def of_rows(self, node: Node) -> frozenset[str] | None:
        """Return the columns of each row of a table of rows; None where they are not all known."""
        return self._rows(node, 0)

    def _row(self, node: Node, deep: int) -> frozenset[str] | None:
        node = _present(inner(node))
        if found := element(node):
            return self._rows(found[0], deep + 1)
        name = self._names.of(node)
        declaration = name.declaration if name else None
        if declaration is None or deep > _DEEPEST:
            return None
        if declaration.role is Role.LOOP:
            over = iterated(declaration.scope.node)
            given = arguments(over[0]) if over and callee(over[0]) in {"ipairs", "pairs"} else []
            return self._rows(given[0], deep + 1) if given else None
        return self._all(declaration, deep, rows=False)

    def _rows(self, node: Node, deep: int) -> frozenset[str] | None:
        node = _present(inner(node))
        if deep > _DEEPEST:
            return None
        if node.kind == "function_call":
            return self._answer(node, deep)
        name = self._names.of(node)
        return self._all(name.declaration, deep, rows=True) if name and name.declaration else None

    def _all(self, declaration: Declaration, deep: int, *, rows: bool) -> frozenset[str] | None:
        """Return the columns of everything that a local is given, together."""
        if declaration.role is not Role.LOCAL:
            return None
        found = frozenset[str]()
        for value in expressions.values_of(declaration):
            if value is None:
                return None
            if inner(value).kind in {"nil", "table_constructor"} and not inner(value).child("field"):
                continue
            own = self._rows(value, deep + 1) if rows else self._row(value, deep + 1)
            if own is None:
                return None
            found |= own
        return found or None

    def _answer(self, call: Node, deep: int) -> frozenset[str] | None:
        """Return the columns of a query, or of a function of the script that gives one."""
        given = arguments(call)
        if self._values.is_query(call.get("name")):
            return self._selected(given[0]) if given else None
        function = self._functions.called(call)
        returns = [expressions.returned(each) for each in self._functions.returns(function)] if function else []
        nothing = {"nil", "table_constructor"}
        answers = [values[0] for values in returns if values and inner(values[0]).kind not in nothing]
        if function is None or len(answers) != 1:
            return None
        own = _present(constant(_present(inner(answers[0])), self._names))
        asked = arguments(own) if own.kind == "function_call" and self._values.is_query(own.get("name")) else []
        name = self._names.of(inner(asked[0])) if asked else None
        if name and name.declaration in function.parameters:
            place = function.parameters.index(name.declaration)
            return self._selected(given[place]) if place < len(given) else None
        return self._rows(own, deep + 1)

    def _selected(self, argument: Node) -> frozenset[str] | None:
        found = frozenset[str]()
        for sql in texts(argument, self._names):
            if sql.text not in self._known:
                self._known[sql.text] = self._of_statement(sql.text) if sql.is_known else None
            own = self._known[sql.text]
            if own is None:
                return None
            found |= own
        return found or None

    def _of_statement(self, sql: str) -> frozenset[str] | None:
        scopes = statement.scopes(sql)
        select = scopes[-1].expression if scopes else None
        if not isinstance(select, exp.Select):
            return None
        found = set[str]()
        for each in select.expressions:
            own = self._star(select) if isinstance(each, exp.Star) else name_of(each)
            if not own:
                return None
            found |= {own, own.lower()} if isinstance(own, str) else own
        return frozenset(found)

    def _star(self, select: exp.Select) -> set[str] | None:
        """Return the columns of `*`, for one table that the connected database has."""
        source = select.args.get("from_") or select.args.get("from")
        table = source.this if source else None
        if self._catalogue is None or not isinstance(table, exp.Table) or select.args.get("joins"):
            return None
        found = self._catalogue.find(table.db.lower() or None, table.name.lower())
        return set(self._catalogue.tables[found]) if found else None


def name_of(selected: exp.Expr) -> str | None:
    """Return the name that PostgreSQL gives to one expression of a SELECT; None where that is not known."""
    if any(HOLE in each.name for each in selected.find_all(exp.Identifier)):
        named = isinstance(selected, exp.Column) and HOLE not in selected.name
        return selected.alias or (selected.name if named else None)
    if selected.alias:
        return selected.alias if _is_quoted(selected) else selected.alias.lower()
    if isinstance(selected, exp.Filter | exp.Window):
        return name_of(selected.this)
    if isinstance(selected, exp.Column) and not isinstance(selected.this, exp.Star):
        return selected.name if selected.this.args.get("quoted") else selected.name.lower()
    if isinstance(selected, exp.Cast) and isinstance(selected.this, exp.Column | exp.Func):
        return name_of(selected.this)
    if isinstance(selected, exp.Anonymous):
        return selected.name.lower()
    if isinstance(selected, _AS_THEY_ARE):
        return selected.key
    return "?column?" if isinstance(selected, _WITHOUT_NAME) else None


def _is_quoted(selected: exp.Expr) -> bool:
    alias = selected.args.get("alias")
    return isinstance(alias, exp.Identifier) and bool(alias.args.get("quoted"))


def _present(node: Node) -> Node:
    """Return `rows` of `rows or {}`, and `rows[1]` of `rows and rows[1] or {}`."""
    if is_operation(node, "or"):
        node = inner(operands(node)[0])
    return inner(operands(node)[-1]) if is_operation(node, "and") else node
