"""The kinds of values that a script's expressions can have, and the words for them."""

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    UNKNOWN = "unknown"
    ROWS = "rows"
    ROW = "row"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NIL = "nil"
    TABLE = "table"
    DATE = "date"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """`may_be_nil` is about queries: no rows, a failed query, NULL. `never_empty`: rows of which there is one.
    `may_be_false`: the value of `a and b`, which is `a` where that is false."""

    kind: ValueKind
    may_be_nil: bool = False
    never_empty: bool = False
    may_be_false: bool = False


UNKNOWN = Value(kind=ValueKind.UNKNOWN)
NIL = Value(kind=ValueKind.NIL, may_be_nil=True)

TABLES = frozenset({ValueKind.ROWS, ValueKind.ROW, ValueKind.TABLE, ValueKind.DATE})

IN_WORDS = {
    ValueKind.ROWS: "a table of rows",
    ValueKind.ROW: "a row, which is a table of columns",
    ValueKind.TEXT: "text",
    ValueKind.NUMBER: "a number",
    ValueKind.BOOLEAN: "a boolean",
    ValueKind.NIL: "nil",
    ValueKind.TABLE: "a table",
    ValueKind.DATE: "a table of date and time",
    ValueKind.FUNCTION: "a function",
}
