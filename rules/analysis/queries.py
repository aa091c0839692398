"""The queries of a script: calls of VPOP3.PostgresQuery, and of the script's own functions that pass SQL on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rules.analysis.expressions import arguments, callee, inner
from rules.analysis.functions import Functions
from rules.analysis.scopes import Names, Role
from rules.analysis.sql.text import SqlText, texts
from rules.analysis.tree import Node, Tree
from rules.analysis.values import Values

MAX_QUERIES = 500
"""Further queries are not looked at: understanding one takes half a millisecond."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Query:
    call: Node
    sql: SqlText

    def covers(self, position: int) -> bool:
        """Return whether a byte of the script is in the call or in a text that its SQL is made of."""
        nodes = [self.call, *(piece.node for piece in self.sql.pieces)]
        return any(node.start <= position < node.end for node in nodes)


class Queries:
    def __init__(self, tree: Tree, names: Names, functions: Functions, values: Values) -> None:
        self._names = names
        self._functions = functions
        self._values = values
        self._passing: dict[int, set[int]] = defaultdict(set)
        calls = list(tree.of("function_call"))
        while self._learn(calls):
            pass
        self.all = tuple(islice(self._queries(calls), MAX_QUERIES))

    def _queries(self, calls: list[Node]) -> Iterator[Query]:
        for call in calls:
            for argument in self._sql_arguments(call):
                if not self._passed_on(argument):
                    yield from (Query(call=call, sql=sql) for sql in texts(argument, self._names))

    def _learn(self, calls: list[Node]) -> bool:
        """Find functions with a parameter that is SQL. Called until it finds no more."""
        known = sum(map(len, self._passing.values()))
        for call in calls:
            for argument in self._sql_arguments(call):
                if place := self._passed_on(argument):
                    self._passing[place[0]].add(place[1])
        return sum(map(len, self._passing.values())) > known

    def _sql_arguments(self, call: Node) -> list[Node]:
        given = arguments(call)
        return [given[place] for place in self._sql_places(call, given) if place < len(given)]

    def _sql_places(self, call: Node, given: list[Node]) -> set[int]:
        if self._values.is_query(call.get("name")):
            return {0}
        if callee(call) == "pcall" and given and self._values.is_query(inner(given[0])):
            return {1}
        function = self._functions.called(call)
        return self._passing.get(function.node.index, set()) if function else set()

    def _passed_on(self, argument: Node) -> tuple[int, int] | None:
        """Return the function, by its node's index, and the place of the parameter that an argument is."""
        name = self._names.of(inner(argument))
        declaration = name.declaration if name else None
        if declaration is None or declaration.role is not Role.PARAMETER or declaration.writes:
            return None
        found = self._functions.of_parameter(declaration)
        return (found[0].node.index, found[1]) if found else None
