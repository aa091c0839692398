"""Jump scans: the newest rows of all servers, by an index that begins with the server.

Where the names of the servers are known, one step in the index for each leads to its newest rows. A name that is not
known costs time and no row: from each known name, the scan reads on to the next known one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns

ROWS = """
    WITH known(names, lower, upper) AS MATERIALIZED (SELECT {names}::{server_type}[], {lower}, {upper})
    SELECT {outer} FROM (
        SELECT found.* FROM known
        CROSS JOIN LATERAL unnest(known.names, known.names[2:]) AS hop(server, onward)
        CROSS JOIN LATERAL ({from_hop}) AS found
        WHERE found.started >= known.lower AND found.started < known.upper
        UNION ALL
        SELECT found.* FROM known CROSS JOIN LATERAL ({from_last}) AS found
        UNION ALL
        SELECT found.* FROM known CROSS JOIN LATERAL ({before_first}) AS found
        UNION ALL
        SELECT found.* FROM known CROSS JOIN LATERAL ({nameless}) AS found
    ) AS found ORDER BY found.started DESC, found.key DESC LIMIT {limit}"""

PART = """
    SELECT {inner} FROM {table} WHERE {place} AND {wanted}
    ORDER BY {server}, {started} OFFSET 0"""
"""SQL for the rows between two known names. Only in this direction PostgreSQL takes both columns to find the first of
them; the offset keeps the order, and with it the direction."""

FROM_HOP = "({server}, {started}) >= (hop.server, known.lower) AND {server} < hop.onward"
"""The time is looked at later: each further condition would make each step in the index slower by a tenth."""
IN_TIME = " AND {started} >= known.lower AND {started} < known.upper"
FROM_LAST = "({server}, {started}) >= (known.names[cardinality(known.names)], known.lower)" + IN_TIME
BEFORE_FIRST = "{server} < known.names[1]" + IN_TIME
NAMELESS = "{server} IS NULL" + IN_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpScan:
    """The newest rows from `lower` to before `upper` (moments of the type of `starttime`, worked out once for all
    servers) that meet all that is `wanted`. `names`: a parameter with the known names, as PostgreSQL's text of an array
    in the order of the index."""

    columns: Columns
    names: sql.Composable
    lower: sql.Composable
    upper: sql.Composable
    wanted: Sequence[sql.Composable]

    def rows(self, selected: Sequence[sql.Composable], limit: int) -> sql.Composed:
        """The `selected` expressions of up to `limit` rows."""
        aliases = [sql.Identifier(f"c{number}") for number in range(len(selected))]
        inner = [sql.SQL("{} AS started").format(self._started), sql.SQL("{} AS key").format(self.columns.key)]
        inner += [sql.SQL("{} AS {}").format(each, alias) for each, alias in zip(selected, aliases, strict=True)]
        return sql.SQL(ROWS).format(
            names=self.names,
            server_type=sql.SQL(self.columns[Meaning.SERVER].plain_type),
            lower=self.lower,
            upper=self.upper,
            outer=sql.SQL(", ").join(sql.SQL("found.{}").format(alias) for alias in aliases),
            from_hop=self._part(FROM_HOP, inner),
            from_last=self._part(FROM_LAST, inner),
            before_first=self._part(BEFORE_FIRST, inner),
            nameless=self._part(NAMELESS, inner),
            limit=limit,
        )

    def _part(self, place: str, inner: Sequence[sql.Composable]) -> sql.Composed:
        server = self.columns[Meaning.SERVER].ref
        return sql.SQL(PART).format(
            inner=sql.SQL(", ").join(inner),
            table=self.columns.source,
            place=sql.SQL(place).format(server=server, started=self._started),
            wanted=sql.SQL(" AND ").join([sql.SQL("TRUE"), *self.wanted]),
            server=server,
            started=self._started,
        )

    @property
    def _started(self) -> sql.Composable:
        return self.columns[Meaning.STARTED].ref
