"""The names that a statement gives to tables: which of them mean the attempts, and which hide them."""

from typing import Any

from rules.replay.as_of.refusal import CannotAsk, another_table, place_of_row, whole_row
from rules.replay.as_of.table import NAME, SCHEMA, AttemptsTable
from rules.replay.as_of.tree import every, strings
from rules.replay.as_of.vocabulary import SYSTEM_COLUMNS


def is_attempts(table: Any, common: frozenset[str]) -> bool:
    """Return whether a RangeVar is the attempts table; False: the result of a WITH query of the names in `common`.
    Raises CannotAsk for every other table."""
    names = [name for name in (table.catalogname, table.schemaname, table.relname) if name]
    if names == [SCHEMA, NAME]:
        return True
    if len(names) == 1 and table.relname in common:
        return False
    raise another_table(".".join(names))


class TableNames:
    """The names under which a statement knows the attempts."""

    def __init__(self, statement: Any, table: AttemptsTable) -> None:
        self._table = table
        self._attempts: set[str] = set()
        self._others: set[str] = set()
        for message in every(statement):
            match message.DESCRIPTOR.name:
                case "RangeVar" if (message.schemaname, message.relname) == (SCHEMA, NAME):
                    self._attempts.add(message.alias.aliasname or NAME)
                case "RangeVar" | "RangeSubselect" | "RangeFunction" | "JoinExpr":
                    self._others.add(message.alias.aliasname)
                case "CommonTableExpr":
                    self._others.add(message.ctename)

    def check(self, column: Any) -> bool:
        """Return whether a ColumnRef is written outqueue.sendattempts.column. Raises CannotAsk for what says nothing
        about a past moment."""
        names = strings(column.fields)
        if names[-1] in SYSTEM_COLUMNS:
            raise place_of_row(names[-1])
        if len(names) == 1 and names[0] in self._attempts:
            raise whole_row(names[0])
        if self._table.columns.get(names[-1]) == "time with time zone":
            raise CannotAsk(f"It reads {names[-1]}, whose comparisons depend on the day on which they are made.")
        if len(names) < 3:
            return False
        if names[:2] != (SCHEMA, NAME) or len(names) > 3:
            raise another_table(".".join(names[:-1]))
        if NAME in self._others:
            raise CannotAsk(f"It gives the name {NAME} to something else, too.")
        return True
