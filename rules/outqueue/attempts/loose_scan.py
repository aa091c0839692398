"""Loose index scans: rows by time, read by an index that begins with the server.

PostgreSQL before 18 cannot skip from server to server in an index on (server, starttime): for the newest rows of all
servers it reads the whole table. A recursive query can skip: it takes one step in the index for each server.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns

WALK = """
    walk(server, edge) AS (
        (SELECT {server}::{server_type}, {started}::{type} FROM {table} WHERE {server} IS NOT NULL
         ORDER BY {server} {way}, {started} {way} LIMIT 1)
        UNION ALL
        SELECT following.server, following.edge FROM walk CROSS JOIN LATERAL (
            SELECT {server}::{server_type} AS server, {started}::{type} AS edge FROM {table}
            WHERE {server} {beyond} walk.server ORDER BY {server} {way}, {started} {way} LIMIT 1
        ) AS following
    )"""
"""SQL for each server with its last row in the direction of the walk: one step in the index gives both."""

SERVERS = """
    servers(server, edge) AS MATERIALIZED (
        SELECT walk.server, CASE WHEN {edge_within} THEN walk.edge ELSE (
            SELECT {started} FROM {table} WHERE {server} = walk.server AND {within} ORDER BY {started} {way} LIMIT 1
        ) END
        FROM walk
        UNION ALL
        (SELECT NULL, {started} FROM {table} WHERE {server} IS NULL AND {within} ORDER BY {started} {way} LIMIT 1)
    ),
    named(server, edge) AS MATERIALIZED (
        SELECT attempt.server, attempt.edge FROM servers AS attempt WHERE {edge_reached} AND {names}
    )"""
"""SQL for each server that has a row in the time, with the first of them. Rows without a server count as one server."""

ENOUGH = """
    enough AS MATERIALIZED (
        SELECT named.edge FROM named WHERE {edge_beyond} ORDER BY named.edge {way} OFFSET {limit} - 1 LIMIT 1
    )"""
"""The edge of the last server that is needed: no row behind it can be among the first."""

ROWS = """
    WITH RECURSIVE {tables}
    SELECT {outer} FROM (
        SELECT found.* FROM named CROSS JOIN LATERAL (
            SELECT {inner} FROM {table} WHERE {server} = named.server AND {wanted}
            ORDER BY {started} {way}, {key} {way} LIMIT {limit}
        ) AS found
        WHERE {worth}
        UNION ALL
        (SELECT {inner} FROM {table} WHERE {server} IS NULL AND {wanted}
         ORDER BY {started} {way}, {key} {way} LIMIT {limit})
    ) AS found ORDER BY found.started {way}, found.key {way} LIMIT {limit}"""

EVERY_SERVER = """
    ({server} = ANY (ARRAY(WITH RECURSIVE {walk} SELECT walk.server FROM walk)) OR {server} IS NULL)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseScan:
    """The first rows in the order of time, `upward` or downward.

    `lower` and `upper` bound the time (a moment of the type of `starttime`); `cursor` is the `starttime` at which to go
    on, `beyond` the exact condition on what comes behind it. `names` are conditions on the server's name, the only
    ones that there can be: else no number of servers would be enough.
    """

    columns: Columns
    upward: bool
    lower: sql.Composable
    upper: sql.Composable
    cursor: sql.Composable | None = None
    beyond: Sequence[sql.Composable] = ()
    names: Sequence[sql.Composable] = ()

    def rows(self, selected: Sequence[sql.Composable], limit: int) -> sql.Composed:
        """The `selected` expressions of up to `limit` rows."""
        started, key = self.columns[Meaning.STARTED].ref, self.columns.key
        aliases = [sql.Identifier(f"c{number}") for number in range(len(selected))]
        inner = [sql.SQL("{} AS started").format(started), sql.SQL("{} AS key").format(key)]
        inner += [sql.SQL("{} AS {}").format(each, alias) for each, alias in zip(selected, aliases, strict=True)]
        tables = [walk(self.columns, upward=self.upward), self._servers(), self._enough(limit)]
        return sql.SQL(ROWS).format(
            tables=sql.SQL(", ").join(tables),
            outer=sql.SQL(", ").join(sql.SQL("found.{}").format(alias) for alias in aliases),
            inner=sql.SQL(", ").join(inner),
            wanted=_all([*self._range(started), self._near(started), *self.beyond, *self.names]),
            worth=self._near(sql.SQL("named.edge")),
            limit=limit,
            key=key,
            **_names(self.columns, self.upward),
        )

    def _servers(self) -> sql.Composed:
        started, edge = self.columns[Meaning.STARTED].ref, sql.SQL("attempt.edge")
        return sql.SQL(SERVERS).format(
            edge_within=self._within(sql.SQL("walk.edge")),
            within=self._within(started),
            edge_reached=_all(self._range(edge)),
            names=_all(self.names),
            **_names(self.columns, self.upward),
        )

    def _enough(self, limit: int) -> sql.Composed:
        """Return SQL for that edge. Rows of the cursor's own moment may lie before it: they do not count."""
        beyond: sql.Composable = sql.SQL("TRUE")
        if self.cursor is not None:
            beyond = sql.SQL("named.edge {} {}").format(_beyond(self.upward), self.cursor)
        return sql.SQL(ENOUGH).format(edge_beyond=beyond, limit=limit, **_names(self.columns, self.upward))

    def _within(self, moment: sql.Composable) -> sql.Composed:
        """Limit the moment on the side from which the rows are counted."""
        bound = sql.SQL("{} >= {}").format(moment, self.lower)
        if not self.upward:
            bound = sql.SQL("{} < {}").format(moment, self.upper)
        if self.cursor is None:
            return bound
        return sql.SQL("{} AND {} {}= {}").format(bound, moment, _beyond(self.upward), self.cursor)

    def _range(self, moment: sql.Composable) -> list[sql.Composable]:
        return [sql.SQL("{} >= {}").format(moment, self.lower), sql.SQL("{} < {}").format(moment, self.upper)]

    def _near(self, moment: sql.Composable) -> sql.Composed:
        """Leave out the rows behind the edge of what is needed."""
        other = self.upper if self.upward else self.lower
        comparison = sql.SQL("<=" if self.upward else ">=")
        return sql.SQL("{} {} coalesce((SELECT enough.edge FROM enough), {})").format(moment, comparison, other)


def every_server(columns: Columns) -> sql.Composable:
    """A condition that all rows meet. Beside one on the time it makes PostgreSQL look up that time at each server in
    the index and read the rows in the order in which they lie; empty of effect where another way is as good."""
    if not columns.loose:
        return sql.SQL("TRUE")
    return sql.SQL(EVERY_SERVER).format(server=columns[Meaning.SERVER].ref, walk=walk(columns, upward=False))


def walk(columns: Columns, *, upward: bool) -> sql.Composed:
    """Return SQL for the table `walk` of a WITH RECURSIVE: `server` and `edge` as above."""
    return sql.SQL(WALK).format(
        server_type=sql.SQL(columns[Meaning.SERVER].plain_type),
        type=sql.SQL(columns[Meaning.STARTED].type),
        beyond=_beyond(upward),
        **_names(columns, upward),
    )


def _names(columns: Columns, upward: bool) -> dict[str, sql.Composable]:
    return {
        "server": columns[Meaning.SERVER].ref,
        "started": columns[Meaning.STARTED].ref,
        "table": columns.source,
        "way": sql.SQL("ASC" if upward else "DESC"),
    }


def _beyond(upward: bool) -> sql.SQL:
    return sql.SQL(">" if upward else "<")


def _all(conditions: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(" AND ").join(conditions) if conditions else sql.Composed([sql.SQL("TRUE")])
