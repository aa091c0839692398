"""The names of all servers in the table, remembered as places for a scan of the index to go on at."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from cachetools import TTLCache
from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.loose_scan import walk
from rules.outqueue.attempts.spelling import StoredText
from rules.outqueue.connection.database import Row, Vpop3Database
from rules.outqueue.connection.unavailable import Trouble, Unavailable

KEPT_SECONDS = 300.0
"""A name that is new meanwhile is found all the same: without it in the list, its server's rows are read one by one."""
ENOUGH = 51
"""The rows of a page, and one to know whether there is another page."""

NAMES = """
    WITH RECURSIVE {walk}
    SELECT convert_to(array_agg(walk.server ORDER BY walk.server)::text, getdatabaseencoding()),
           {newest}, {edge} FROM walk"""
MOMENT = "(array_agg(walk.edge ORDER BY walk.edge DESC) FILTER (WHERE isfinite(walk.edge)))[{}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """`names`: PostgreSQL's text of the array of all names, in the order of the index. There was a row at `newest`, and
    at least 51 were not older than `edge`."""

    names: StoredText
    newest: datetime
    edge: datetime


class KnownServers:
    """The servers of the table, read again every five minutes. Thread-safe."""

    def __init__(self, database: Vpop3Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: TTLCache[str, Servers | None] = TTLCache(1, KEPT_SECONDS)

    def of(self, columns: Columns) -> Servers | None:
        """Return them; None where there are so few that a loose scan is as quick. Raises Unavailable, but not for being
        slow."""
        with self._lock:
            if columns.identity in self._known:
                return self._known[columns.identity]
        try:
            found = self._read(columns)
        except Unavailable as error:
            if error.trouble is not Trouble.SLOW:
                raise
            return None
        with self._lock:
            self._known[columns.identity] = found
        return found

    def saw(self, columns: Columns, rows: list[Row]) -> None:
        """Remember the newest rows, as a page of all attempts has just shown them."""
        if len(rows) < ENOUGH:
            return
        newest, edge = rows[0][2], rows[ENOUGH - 1][2]
        with self._lock:
            known = self._known.get(columns.identity)
            if known and isinstance(newest, datetime) and isinstance(edge, datetime) and edge > known.edge:
                self._known[columns.identity] = replace(known, newest=max(newest, known.newest), edge=edge)

    def _read(self, columns: Columns) -> Servers | None:
        started = columns[Meaning.STARTED]
        query = sql.SQL(NAMES).format(
            walk=walk(columns, upward=False),
            newest=columns.instant(started, sql.SQL(MOMENT.format(1))),
            edge=columns.instant(started, sql.SQL(MOMENT.format(ENOUGH))),
        )
        [(names, newest, edge)] = self._database.rows(query)
        if isinstance(names, bytes) and isinstance(newest, datetime) and isinstance(edge, datetime):
            return Servers(names=StoredText(names), newest=newest, edge=edge)
        return None
