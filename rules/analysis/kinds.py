"""The kinds of values that a script's expressions can have, and the words for them."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
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

    kind: Kind
    may_be_nil: bool = False
    never_empty: bool = False
    may_be_false: bool = False


UNKNOWN = Value(kind=Kind.UNKNOWN)
NIL = Value(kind=Kind.NIL, may_be_nil=True)

TABLES = frozenset({Kind.ROWS, Kind.ROW, Kind.TABLE, Kind.DATE})

IN_WORDS = {
    Kind.ROWS: "a table of rows",
    Kind.ROW: "a row, which is a table of columns",
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "a boolean",
    Kind.NIL: "nil",
    Kind.TABLE: "a table",
    Kind.DATE: "a table of date and time",
    Kind.FUNCTION: "a function",
}
