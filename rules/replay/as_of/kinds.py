"""The kinds of expressions, as far as that is certain: a date or timestamp, a time of day, or a text of digits.

PostgreSQL reads 'now' in a text that is cast to a timestamp as the moment at which it runs. So what is cast must be a
timestamp already, or a text that cannot hold such a word.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from postgast import pg_query_pb2

from rules.replay.as_of.table import NAME, SCHEMA, AttemptsTable
from rules.replay.as_of.tree import every, inner, keyword, kind, strings, text_of
from rules.replay.as_of.vocabulary import (
    CLOCK_FUNCTIONS,
    MOMENT_TYPES,
    PASSING_ON,
    SAME_MOMENT,
    TEXT_TYPES,
    TIME,
)

_DEEPEST = 40
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS_ONLY = re.compile(r"(?:YYYY|YY|MM|DD|HH24|HH12|HH|MI|SS|MS|US|[-/.: ,])*")
_MOMENTS = ("current_date", "current_timestamp", "localtimestamp")
_NULLIF = pg_query_pb2.A_Expr_Kind.Value("AEXPR_NULLIF")
_CUTTING = {"left", "right", "substr", "substring", "btrim", "ltrim", "rtrim", "lpad", "rpad"}


class Kind(StrEnum):
    MOMENT = "a date or timestamp"
    TIME = "a time of day"
    DIGITS = "a text without words"


class Kinds:
    """The kinds of a statement's expressions. `consult` is told the place of a literal whose content counted."""

    def __init__(self, statement: Any, table: AttemptsTable, consult: Callable[[int], None]) -> None:
        self._table = table
        self._consult = consult
        self._defined: defaultdict[str, list[Any]] = defaultdict(list)
        self._renamed: defaultdict[str, set[Kind | None]] = defaultdict(set)
        self._opaque: set[str] = set()
        for message in every(statement):
            self._note(message)

    def of(self, node: Any, deep: int = 0) -> Kind | None:
        """Return None where it is not certain."""
        if deep > _DEEPEST:
            return None
        found = inner(node)
        reader = getattr(self, f"_{kind(node).lower()}", None)
        return reader(found, deep + 1) if reader else None

    def _note(self, message: Any) -> None:
        match message.DESCRIPTOR.name:
            case "SelectStmt":
                for node in message.target_list:
                    target = inner(node)
                    self._defined[target.name or named_after(target.val)].append(target.val)
            case "RangeFunction" if message.alias.aliasname and not message.alias.colnames:
                calls = [inner(each).items[0] for each in message.functions]
                self._defined[message.alias.aliasname].extend(calls)
            case "RangeVar" if (message.schemaname, message.relname) == (SCHEMA, NAME) and self._table.whole:
                self._note_renamed(strings(message.alias.colnames))
            case "RangeVar" | "RangeSubselect" | "RangeFunction" | "JoinExpr":
                self._opaque.update(strings(message.alias.colnames))
            case "CommonTableExpr":
                self._opaque.update(strings(message.aliascolnames))

    def _note_renamed(self, names: tuple[str, ...]) -> None:
        """Note the attempts' columns under other names."""
        for name, type_ in zip(names, self._table.columns.values(), strict=False):
            self._renamed[name].add(_of_column(type_))

    def _same(self, nodes: Any, deep: int) -> Kind | None:
        kinds = {self.of(node, deep) for node in nodes}
        return kinds.pop() if len(kinds) == 1 else None

    def _columnref(self, found: Any, deep: int) -> Kind | None:
        name = strings(found.fields)[-1]
        if not name or name in self._opaque:
            return None
        kinds = {self.of(each, deep) for each in self._defined.get(name, ()) if not _is_itself(each, name)}
        kinds |= self._renamed.get(name, set())
        if name in self._table.columns:
            kinds.add(_of_column(self._table.columns[name]))
        return kinds.pop() if len(kinds) == 1 else None

    def _typecast(self, found: Any, deep: int) -> Kind | None:
        name = strings(found.type_name.names)[-1]
        if found.type_name.array_bounds:
            return None
        if name in MOMENT_TYPES:
            return Kind.MOMENT
        if name == TIME:
            return Kind.TIME
        return Kind.DIGITS if name in TEXT_TYPES and self.of(found.arg, deep) else None

    def _sqlvaluefunction(self, found: Any, _deep: int) -> Kind | None:
        name = keyword(found)
        if name.startswith(_MOMENTS):
            return Kind.MOMENT
        return Kind.TIME if name.startswith("localtime") else None

    def _funccall(self, found: Any, deep: int) -> Kind | None:
        name, given = strings(found.funcname)[-1], list(found.args)
        if name in (CLOCK_FUNCTIONS - {"timeofday"}) | SAME_MOMENT | MOMENT_TYPES:
            return Kind.MOMENT
        if name == "make_time":
            return Kind.TIME
        if name in PASSING_ON | {"generate_series"} and given:
            return self.of(given[0], deep)
        if name == "to_char" and len(given) == 2:
            return Kind.DIGITS if self._has_digits_only(given[1]) and self.of(given[0], deep) else None
        if name in {"concat", "concat_ws"}:
            return Kind.DIGITS if all(self.of(each, deep) for each in given) else None
        return Kind.DIGITS if name in _CUTTING and given and all(self.of(each, deep) for each in given) else None

    def _a_expr(self, found: Any, deep: int) -> Kind | None:
        operator = strings(found.name)[-1]
        if found.kind == _NULLIF:
            return self.of(found.lexpr, deep)
        left, right = self.of(found.lexpr, deep), self.of(found.rexpr, deep)
        if operator == "||":
            return Kind.DIGITS if left and right else None
        if operator not in {"+", "-"}:
            return None
        timely = {Kind.MOMENT, Kind.TIME}
        if left in timely and right not in timely:
            return left
        if operator == "+" and right in timely and left not in timely:
            return right
        return Kind.MOMENT if operator == "+" and Kind.MOMENT in {left, right} else None

    def _a_const(self, found: Any, _deep: int) -> Kind | None:
        text = text_of(found)
        if text is None:
            return Kind.DIGITS if found.WhichOneof("val") == "ival" else None
        self._consult(found.location)
        return None if _LETTER.search(text) else Kind.DIGITS

    def _has_digits_only(self, pattern: Any) -> bool:
        text = text_of(pattern)
        if text is None:
            return False
        self._consult(inner(pattern).location)
        return _DIGITS_ONLY.fullmatch(text) is not None

    def _minmaxexpr(self, found: Any, deep: int) -> Kind | None:
        return self._same(found.args, deep)

    _coalesceexpr = _minmaxexpr

    def _caseexpr(self, found: Any, deep: int) -> Kind | None:
        results = [inner(each).result for each in found.args]
        return self._same([*results, found.defresult] if found.HasField("defresult") else results, deep)

    def _sublink(self, found: Any, deep: int) -> Kind | None:
        select = inner(found.subselect)
        values = [inner(each).val for each in getattr(select, "target_list", ())]
        return self.of(values[0], deep) if len(values) == 1 else None


def named_after(value: Any) -> str:
    """Return the name that PostgreSQL gives a column without one (its FigureColname); nothing where it gives none."""
    found = inner(value)
    match kind(value):
        case "ColumnRef":
            return next((name for name in reversed(strings(found.fields)) if name), "")
        case "FuncCall":
            return strings(found.funcname)[-1]
        case "TypeCast":
            return named_after(found.arg) or strings(found.type_name.names)[-1]
        case "CollateClause":
            return named_after(found.arg)
        case "SQLValueFunction":
            return keyword(found).removesuffix("_n")
    return ""


def _is_itself(value: Any, name: str) -> bool:
    return kind(value) == "ColumnRef" and strings(inner(value).fields)[-1] == name


def _of_column(type_: str) -> Kind | None:
    if type_ == "date" or type_.startswith("timestamp"):
        return Kind.MOMENT
    return Kind.TIME if type_ == "time without time zone" else None
