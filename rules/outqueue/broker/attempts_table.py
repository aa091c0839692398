"""The attempts table as the catalogue describes it, for queries as of a moment."""

import threading
from collections.abc import Hashable
from operator import attrgetter

from cachetools import TTLCache, cachedmethod
from psycopg import sql

from rules.outqueue.attempts.columns import ATTRIBUTES
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.relation import find_relation
from rules.replay.as_of.table import ABSENT, AttemptsTable
from rules.replay.as_of.translator import Translator
from rules.replay.as_of.views import is_timeless

KEPT_SECONDS = 60.0

VIEW = sql.SQL("SELECT pg_get_viewdef(%(table)s::oid)")
NOT_TIMELESS = (
    "outqueue.sendattempts is a view here that reads more than one table, or a clock: what it showed at a past moment, "
    "nothing tells."
)


def attempts_table(database: Vpop3Database) -> AttemptsTable:
    """Ask the catalogue. Raises Unavailable."""
    relation = find_relation(database)
    if relation is None:
        return AttemptsTable(columns=ABSENT, absent=True)
    columns = {str(name): str(type_) for name, type_ in database.rows(ATTRIBUTES, {"table": relation.oid})}
    unusable = ""
    if relation.kind == "v":
        [(definition,)] = database.rows(VIEW, {"table": relation.oid})
        unusable = "" if is_timeless(str(definition)) else NOT_TIMELESS
    return AttemptsTable(columns=columns, whole=relation.whole, unusable=unusable)


class KnownAttemptsTable:
    """The attempts table, asked again after a minute. Thread-safe."""

    def __init__(self, database: Vpop3Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._found: TTLCache[Hashable, AttemptsTable] = TTLCache(1, KEPT_SECONDS)
        self._translator: Translator | None = None

    @cachedmethod(attrgetter("_found"), lock=attrgetter("_lock"))
    def get(self) -> AttemptsTable:
        """Return the table, asking when what is known is too old. Raises Unavailable."""
        return attempts_table(self._database)

    def translator(self) -> Translator:
        """Return the translator for the table, which remembers what it has read for as long as the table is the same.
        Raises Unavailable."""
        table, known = self.get(), self._translator
        if known is None or known.table != table:
            known = self._translator = Translator(table)
        return known
