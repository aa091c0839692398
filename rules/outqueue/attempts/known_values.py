"""Values that the newest attempts have, to offer them while a search is typed."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from psycopg import sql

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.loose_scan import walk
from rules.outqueue.attempts.reader import MAX_PAGE_ROWS, SendAttempts
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.unavailable import Unavailable
from rules.resolver.registered_domain import registered_domain

KEPT_SECONDS = 60.0
LOOKED_BACK = timedelta(hours=24)
MOST_NAMES = 20_000
NAMES = "WITH RECURSIVE {walk} SELECT walk.server::text FROM walk LIMIT {most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValues:
    """Each with the most frequent of the newest attempts first; `servers` go on with all others that are known."""

    servers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


class KnownValuesCache:
    """The values, read again once a minute. Thread-safe."""

    def __init__(self, attempts: SendAttempts) -> None:
        self._attempts = attempts
        self._lock = threading.Lock()
        self._last = KnownValues()
        self._until = 0.0

    def read(self) -> KnownValues:
        """Return them; the former ones while another thread reads, none where the database is away."""
        if time.monotonic() < self._until or not self._lock.acquire(blocking=False):
            return self._last
        try:
            self._last = self._read()
        except Unavailable:
            pass  # until the database is back, the former values do
        finally:
            self._until = time.monotonic() + KEPT_SECONDS
            self._lock.release()
        return self._last

    def peek(self) -> KnownValues:
        """Return what is known at once; where that is old, the values are read in the background."""
        if time.monotonic() >= self._until and not self._lock.locked():
            threading.Thread(target=self.read, name="known-values", daemon=True).start()
        return self._last

    def _read(self) -> KnownValues:
        newest = AttemptFilter(time=TimeRange(last=LOOKED_BACK))
        attempts = self._attempts.page(newest, limit=MAX_PAGE_ROWS).attempts
        return known_values(attempts, self._all_servers(self._attempts.columns()))

    def _all_servers(self, columns: Columns) -> list[str]:
        if not columns.walkable:
            return []
        query = sql.SQL(NAMES).format(walk=walk(columns, upward=False), most=MOST_NAMES)
        return [str(name) for (name,) in self._attempts.database.rows(query) if name]


def known_values(attempts: Iterable[Attempt], others: Iterable[str] = ()) -> KnownValues:
    """Return the values of the attempts, and the names of other servers."""
    found = list(attempts)
    servers = [*_frequent(each.server_name for each in found), *sorted({server_name(name) for name in others})]
    replies = [each.reply for each in found]
    return KnownValues(
        servers=tuple(dict.fromkeys(servers)),
        providers=tuple(dict.fromkeys(filter(None, map(registered_domain, servers)))),
        domains=_frequent(each.domain or (each.recipient or "").rpartition("@")[2] for each in found),
        recipients=_frequent(each.recipient for each in found),
        senders=_frequent(each.return_path for each in found),
        messages=_frequent(each.message_id for each in found),
        codes=_frequent(reply.code for reply in replies),
        statuses=_frequent(reply.enhanced for reply in replies),
    )


def _frequent(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(value for value, _ in Counter(filter(None, values)).most_common())
