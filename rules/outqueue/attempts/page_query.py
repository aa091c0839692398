"""The one query behind a page of attempts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from rules.outqueue.attempts.attempt import LISTED_CHARACTERS, selected
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.jump_scan import JumpScan
from rules.outqueue.attempts.known_servers import Servers
from rules.outqueue.attempts.loose_scan import LooseScan, every_server
from rules.outqueue.attempts.signed_links import Cursor
from rules.outqueue.attempts.windows import MAX_WINDOWS, Piece, windows, windows_upward

MOST_LOOSE = 1_000
"""The most rows for a loose scan: for more, looking at each server costs more than reading the time as a whole."""
LOOSE_LENGTH = timedelta(days=7)
"""The longest time for a loose scan: for rows of a longer one the index costs as much as it saves."""
JUMP_LENGTH = timedelta(hours=1)
"""The longest time for a jump scan, unless it is known to have few rows, and the most that may lie behind it: it reads
rows in the order of the servers, and in the index all that are newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The rows that match `wanted`: the newest first, from `cursor` on; or `upward`, the oldest after `cursor` first.

    `at_server` as in `AttemptFilter.conditions`, `characters` and `others` as in `selection`. `servers`: all that are
    known, where the newest rows are best found by their names.
    """

    columns: Columns
    wanted: AttemptFilter
    cursor: Cursor | None
    at_server: Condition | None = None
    servers: Servers | None = None
    upward: bool = False
    characters: int = LISTED_CHARACTERS
    others: bool = False

    def pieces(self, since: datetime, until: datetime, anchor: datetime) -> Iterator[Piece]:
        """Cut the range into times to read one after the other until there are enough rows."""
        edge = self._edge(anchor)
        if edge and since < edge < until:  # Two pieces never overlap in local time.
            return iter([(edge, until), (since, edge)])
        cut = windows_upward if self.upward else windows
        return cut(since, until, anchor, self._most_windows)

    def between(
        self, lower: datetime, upper: datetime, limit: int, anchor: datetime | None = None
    ) -> tuple[sql.Composed, dict[str, object]]:
        """Return the query and its parameters for the rows from `lower` to before `upper`. `anchor`: where the search
        began, so that a time without an end still has a length."""
        wanted = self.wanted.conditions(self.columns, self.at_server)
        parameters = self.parameters(lower, upper)
        end = upper if self.upward or anchor is None else min(upper, anchor)
        if self.servers and self._is_near(lower, end) and limit <= MOST_LOOSE:
            return self._jump_scan(wanted, limit), parameters | {"servers": self.servers.names}
        if self._loose and limit <= MOST_LOOSE and all(each.of_name for each in wanted):
            return self._loose_scan(wanted, limit), parameters
        if self._loose and end - lower <= LOOSE_LENGTH:
            wanted.append(Condition(sql=every_server(self.columns), parameters={}))
        return self.ordinary(wanted, limit), parameters

    def counted(
        self, lower: datetime, upper: datetime, most: int, now: datetime
    ) -> tuple[sql.Composed, dict[str, object]]:
        """Return the query and its parameters for the number of rows, which stops counting behind `most`."""
        wanted = self.wanted.conditions(self.columns, self.at_server)
        if self._loose and min(upper, now) - lower <= LOOSE_LENGTH:
            wanted.append(Condition(sql=every_server(self.columns), parameters={}))
        query = sql.SQL("SELECT count(*) FROM (SELECT FROM {} WHERE {} LIMIT {}) AS found").format(
            self.columns.source, sql.SQL(" AND ").join([*self._times(), *(each.sql for each in wanted)]), most + 1
        )
        return query, self.parameters(lower, upper)

    def parameters(self, lower: datetime, upper: datetime) -> dict[str, object]:
        found: dict[str, object] = {"lower": lower, "upper": upper}
        for each in self.wanted.conditions(self.columns, self.at_server):
            found |= each.parameters
        if self.cursor:
            found |= {"started": self.cursor.started, "key": self.cursor.key}
        return found

    def ordinary(self, wanted: list[Condition], limit: int) -> sql.Composed:
        """Return the query whose plan is left to PostgreSQL."""
        return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {started} {way}, {} {way} LIMIT {}").format(
            sql.SQL(", ").join(self._selected()),
            self.columns.source,
            sql.SQL(" AND ").join([*self._times(), *(each.sql for each in wanted), *self._beyond()]),
            self.columns.key,
            limit,
            started=self._started,
            way=sql.SQL("ASC" if self.upward else "DESC"),
        )

    def _loose_scan(self, wanted: list[Condition], limit: int) -> sql.Composed:
        scan = LooseScan(
            columns=self.columns,
            upward=self.upward,
            lower=_once(self._moment("lower")),
            upper=_once(self._moment("upper")),
            cursor=self._cursor_started if self.cursor else None,
            beyond=self._beyond(),
            names=[each.sql for each in wanted],
        )
        return scan.rows(self._selected(), limit)

    def _jump_scan(self, wanted: list[Condition], limit: int) -> sql.Composed:
        scan = JumpScan(
            columns=self.columns,
            names=sql.Placeholder("servers"),
            lower=self._moment("lower"),
            upper=self._moment("upper"),
            wanted=[*self._beyond(), *(each.sql for each in wanted)],
        )
        return scan.rows(self._selected(), limit)

    def _edge(self, anchor: datetime) -> datetime | None:
        """Return a moment with enough rows between it and the anchor, as far as is known."""
        if self.servers is None or self.wanted.conditions(self.columns):
            return None
        if anchor >= self.servers.newest:
            return self.servers.edge
        return anchor - 2 * (self.servers.newest - self.servers.edge)

    def _is_near(self, lower: datetime, end: datetime) -> bool:
        """Return whether the time is short, or has few rows, and is not far behind the newest row."""
        assert self.servers
        short = end - lower <= JUMP_LENGTH or lower >= self.servers.edge
        return short and self.servers.newest - end <= JUMP_LENGTH

    def _selected(self) -> list[sql.Composable]:
        return selected(self.columns, characters=self.characters, others=self.others)

    @property
    def _loose(self) -> bool:
        return self.columns.loose and self.at_server is None

    @property
    def _most_windows(self) -> int:
        """The number of windows to read. Without an index every window reads the whole table, so two must do, unless
        the filter costs more than reading the rows."""
        wanted = self.wanted
        if self._loose and all(each.of_name for each in wanted.conditions(self.columns)):
            return 1
        costly = (
            wanted.words,
            wanted.enhanced,
            wanted.provider,
            wanted.domain,
            wanted.recipient,
            wanted.message,
            wanted.terms,
        )
        return MAX_WINDOWS if self.columns.indexed or self.columns.time_indexed or any(costly) else 2

    @property
    def _started(self) -> sql.Composable:
        return self.columns[Meaning.STARTED].ref

    @property
    def _cursor_started(self) -> sql.Composable:
        return sql.SQL("%(started)s::{}").format(sql.SQL(self.columns[Meaning.STARTED].type))

    def _moment(self, name: str) -> sql.Composable:
        return self.columns.moment(sql.SQL(f"%({name})s::timestamptz"))

    def _times(self) -> list[sql.Composable]:
        return [
            sql.SQL("{} >= {}").format(self._started, self._moment("lower")),
            sql.SQL("{} < {}").format(self._started, self._moment("upper")),
        ]

    def _beyond(self) -> list[sql.Composable]:
        """Return a condition for rows strictly behind the cursor in the order of the page. It is written out, so that
        an index on starttime serves: a comparison of rows would need the key in it."""
        if not self.cursor:
            return []
        beyond, started = sql.SQL(">" if self.upward else "<"), self._cursor_started
        key = sql.SQL("%(key)s::{}").format(sql.SQL(self.columns.key_type))
        return [
            sql.SQL("{} {}= {}").format(self._started, beyond, started),
            sql.SQL("({started} {beyond} {} OR {} {beyond} {})").format(
                started, self.columns.key, key, started=self._started, beyond=beyond
            ),
        ]


def _once(value: sql.Composable) -> sql.Composed:
    """Look up the time zone once: else PostgreSQL looks it up by its name for every server."""
    return sql.SQL("(SELECT {})").format(value)
