"""Whether a view shows the same rows at any moment."""

from typing import Any

import postgast

from rules.replay.as_of.tree import every, strings, text_of
from rules.replay.as_of.vocabulary import FUNCTIONS, NODES
from rules.replay.as_of.words import WORD


def is_timeless(definition: str) -> bool:
    """Return whether a view reads one table, and neither clock nor chance. `definition` is its SELECT."""
    try:
        (statement,) = postgast.parse(definition).stmts
        messages: list[Any] = list(every(statement.stmt))
    except (postgast.PgQueryError, ValueError, RecursionError):
        return False
    tables = sum(each.DESCRIPTOR.name == "RangeVar" for each in messages)
    return tables == 1 and all(_is_timeless(each) for each in messages)


def _is_timeless(message: Any) -> bool:
    match message.DESCRIPTOR.name:
        case "FuncCall":
            name = strings(message.funcname)[-1]
            return name in FUNCTIONS and (name != "age" or len(message.args) > 1)
        case "SQLValueFunction":
            return False
        case "TypeName":
            return strings(message.names)[-1] != "timetz"
        case "A_Const":
            return not WORD.search(text_of(message) or "")
    return message.DESCRIPTOR.name in NODES
