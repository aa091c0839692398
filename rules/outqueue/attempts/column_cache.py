"""The columns that the table has, remembered until that turns out to be wrong."""

import threading
from collections.abc import Callable
from typing import TypeVar

from cachetools import TTLCache

from rules.outqueue.attempts.columns import Columns, discover
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Trouble, Unavailable

KEPT_SECONDS = 300.0
COLUMNS = "columns"
Found = TypeVar("Found")


class KnownColumns:
    """The table's columns, looked up at the first use, after five minutes, when a query failed on a column, and each
    time while there is no table yet. Thread-safe."""

    def __init__(self, database: Vpop3Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: TTLCache[str, Columns] = TTLCache(1, KEPT_SECONDS)

    def columns(self) -> Columns:
        """Return the columns, looking them up when necessary. Raises Unavailable."""
        with self._lock:
            if columns := self._known.get(COLUMNS):
                return columns
        columns = discover(self._database)
        if not columns.absent:
            with self._lock:
                self._known[COLUMNS] = columns
        return columns

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def using(self, read: Callable[[Columns], Found]) -> Found:
        """Call `read`, and once more with the current columns if the schema was to blame."""
        try:
            return read(self.columns())
        except Unavailable as error:
            if error.trouble not in {Trouble.SCHEMA, Trouble.FORBIDDEN}:
                raise
        self.forget()
        return read(self.columns())
