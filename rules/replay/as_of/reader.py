"""One walk through a statement: what has to be replaced, and whether all of it is understood."""

from collections.abc import Callable, Mapping
from typing import Any

from rules.replay.as_of.casts import check_type, written_type
from rules.replay.as_of.edits import Edits
from rules.replay.as_of.functions import Functions
from rules.replay.as_of.kinds import Kind, Kinds
from rules.replay.as_of.parts import Attempts, Fixed, Literal, Untyped
from rules.replay.as_of.refusal import CannotAsk, not_checked, text_as_date
from rules.replay.as_of.scope import TableNames, is_attempts
from rules.replay.as_of.table import NAME, AttemptsTable
from rules.replay.as_of.tokens import Tokens
from rules.replay.as_of.tree import children, inner, kind, strings, text_of
from rules.replay.as_of.vocabulary import MOMENT_TYPES, NODES, OPERATORS, TIME
from rules.replay.as_of.words import WORD, word

_NAMES_OF_NODES = {
    "LockingClause": "FOR UPDATE or FOR SHARE",
    "RangeTableSample": "TABLESAMPLE",
    "IntoClause": "INTO",
    "ParamRef": "a parameter such as $1",
    "XmlExpr": "XML",
    "XmlSerialize": "XML",
    "RangeTableFunc": "XMLTABLE",
    "JsonTable": "JSON_TABLE",
}
_Common = frozenset[str]


class Reader:
    """Reads a parsed statement into `edits`. `holes`: the numbers of the literals that may differ, by position."""

    def __init__(self, statement: Any, tokens: Tokens, table: AttemptsTable, holes: Mapping[int, int]) -> None:
        self._statement = statement
        self._tokens = tokens
        self._holes = holes
        self.edits = Edits(tokens, holes)
        self._kinds = Kinds(statement, table, self.edits.consult)
        self._names = TableNames(statement, table)
        self._functions = Functions(self.edits, self._kinds, tokens)
        self._pinned: set[int] = set()
        self._named: set[int] = set()
        self._handlers: dict[str, Callable[[Any, _Common], None]] = {
            "SelectStmt": self._select,
            "RangeVar": self._table,
            "ColumnRef": self._column,
            "A_Const": self._constant,
            "A_Expr": self._operation,
            "TypeCast": self._cast,
            "TypeName": lambda name, _: check_type(name),
            "FuncCall": self._call,
            "SQLValueFunction": lambda clock, _: self._functions.keyword(clock, named=clock.location in self._named),
        }

    def read(self) -> Edits:
        """Raises CannotAsk."""
        self._visit(self._statement, frozenset())
        return self.edits

    def _visit(self, node: Any, common: _Common) -> None:
        found = inner(node)
        name = found.DESCRIPTOR.name
        if name not in NODES:
            raise not_checked(_NAMES_OF_NODES.get(name, name))
        handler = self._handlers.get(name)
        if handler:
            handler(found, common)
        else:
            self._visit_all(found, common)

    def _visit_all(self, found: Any, common: _Common, *, but: tuple[str, ...] = ()) -> None:
        for child in children(found, but=but):
            self._visit(child, common)

    def _select(self, select: Any, common: _Common) -> None:
        for target in map(inner, select.target_list):
            if not target.name:
                self._keep_name(target.val)
            if kind(target.val) == "ColumnRef":
                self._named.add(inner(target.val).location)
            self._functions.allow_zoned_time(target.val)
        ordinals = [*select.group_clause, *select.distinct_clause]
        ordinals += [inner(each).node for each in select.sort_clause]
        self._pinned.update(inner(each).location for each in ordinals if kind(each) == "A_Const")
        if select.HasField("with_clause"):
            common = self._with(select.with_clause, common)
        self._visit_all(select, common, but=("with_clause",))

    def _with(self, clause: Any, common: _Common) -> _Common:
        """Read the WITH queries. Return the names that the statement sees."""
        queries = [inner(each) for each in clause.ctes]
        if clause.recursive:
            common |= {each.ctename for each in queries}
        for query in queries:
            self._visit(query, common)
            common |= {query.ctename}
        return common

    def _keep_name(self, value: Any) -> None:
        """Remember the clock or the literal from which a column of the answer has its name."""
        found = inner(value)
        match kind(value):
            case "TypeCast" | "CollateClause" | "A_Indirection":
                self._keep_name(found.arg)
            case "CaseExpr":
                self._keep_name(found.defresult)
            case "A_Const":
                self._pinned.add(found.location)
            case "FuncCall" | "SQLValueFunction":
                self._named.add(found.location)

    def _table(self, table: Any, common: _Common) -> None:
        if not is_attempts(table, common):
            return
        tokens, first = self._tokens, self._tokens.index(table.location)
        last, only = first + 2, not table.inh
        if only and tokens.kind(first - 1) == "(":
            first, last = first - 2, last + 1
        elif only:
            first -= 1
        elif tokens.kind(last + 1) == "*":
            last += 1
        self.edits.replace(first, last, Attempts(only, named=not table.alias.aliasname))
        if tokens.kind(first - 1) == "TABLE":
            self.edits.replace(first - 1, first - 1, Fixed("SELECT * FROM"))

    def _column(self, column: Any, _common: _Common) -> None:
        if not strings(column.fields)[-1] and column.location not in self._named | {-1}:
            raise CannotAsk("It uses all columns (*) as one value. Name the columns.")
        if self._names.check(column):
            first = self._tokens.index(column.location)
            self.edits.replace(first, first + 2, Fixed(NAME))

    def _operation(self, operation: Any, common: _Common) -> None:
        names = strings(operation.name)
        if names[-1] not in OPERATORS or names[:-1] not in {(), ("pg_catalog",)}:
            raise not_checked(f"the operator {'.'.join(names)}")
        self._visit_all(operation, common, but=("name",))

    def _constant(self, constant: Any, _common: _Common) -> None:
        text, position = text_of(constant), constant.location
        if text is not None and WORD.search(text):
            token = self._tokens.all[self._tokens.index(position)]
            self.edits.replace_at(position, Untyped(text, token.start, token.end))
        elif position in self._holes:
            self.edits.replace_at(position, Literal(self._holes[position], "", position not in self._pinned))

    def _cast(self, cast: Any, common: _Common) -> None:
        check_type(cast.type_name)
        name, array = strings(cast.type_name.names)[-1], bool(cast.type_name.array_bounds)
        text = text_of(cast.arg)
        if text is not None:
            self._cast_literal(cast, text, f"{name}[]" if array else name)
            return
        self._functions.allow_zoned_time(cast.arg)
        timely = name in MOMENT_TYPES or name == TIME
        if timely and not self._is_understood(cast.arg, array=array):
            raise text_as_date(f"a {name}{'[]' if array else ''}")
        self._visit(cast.arg, common)

    def _is_understood(self, value: Any, *, array: bool) -> bool:
        if array:
            return kind(value) == "A_ArrayExpr"
        is_null = kind(value) == "A_Const" and inner(value).isnull
        return is_null or self._kinds.of(value) in {Kind.MOMENT, Kind.TIME, Kind.DIGITS}

    def _cast_literal(self, cast: Any, text: str, type_: str) -> None:
        position = inner(cast.arg).location
        before = written_type(cast, position, self._tokens)
        if WORD.search(text):
            if meaning := word(text, type_):
                self.edits.replace_cast(cast, position, meaning, before)
        elif position in self._holes:
            liftable = not cast.type_name.typmods and position not in self._pinned
            literal = Literal(self._holes[position], before, liftable)
            self.edits.replace_cast(cast, position, literal, "")

    def _call(self, call: Any, common: _Common) -> None:
        for position in self._functions.call(call, named=call.location in self._named):
            self._pinned.add(position)
        self._visit_all(call, common, but=("funcname",))
