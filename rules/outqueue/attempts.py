"""The send attempts, newest first, in pages that stay stable while rows arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from rules.outqueue.attempt import Attempt, attempt_of, cursor_at, selection
from rules.outqueue.columns import FROM, Columns
from rules.outqueue.cursor import Cursor
from rules.outqueue.database import Vpop3Database
from rules.outqueue.filters import AttemptFilter
from rules.outqueue.known import KnownColumns
from rules.outqueue.meaning import Meaning
from rules.outqueue.newest import Newest
from rules.outqueue.search import search
from rules.outqueue.unavailable import Unavailable

PAGE_ROWS = 50
MAX_PAGE_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPage:
    """`next` is the cursor of the following page, None on the last. `incomplete` is a sentence when the
    database's time ran out: `attempts` then holds what was found down to `searched_since`."""

    attempts: tuple[Attempt, ...]
    next: str | None
    searched_since: datetime
    incomplete: str | None = None


class SendAttempts:
    """Reads outqueue.sendattempts. Safe to share between threads; `secret` signs the cursors.

    Pages go by (starttime, key): a row that was there when the first page was shown appears on exactly one
    page, whatever arrives or goes meanwhile. A row that VPOP3 rewrites counts as a new one, unless the table
    has a unique number; so does every row after a VACUUM FULL. Raises Unavailable.
    """

    def __init__(self, database: Vpop3Database, *, secret: bytes) -> None:
        self.database = database
        self.known = KnownColumns(database)
        self._secret = secret

    def columns(self) -> Columns:
        return self.known.columns()

    def page(
        self,
        wanted: AttemptFilter,
        *,
        after: str | None = None,
        limit: int = PAGE_ROWS,
        now: datetime | None = None,
    ) -> AttemptPage:
        """Up to `limit` (at most 500) attempts; `after` is the `next` of the page before. Raises ValueError
        with a sentence for one that is not this filter's. `now` is where "the last hour" ends."""
        limit = max(1, min(limit, MAX_PAGE_ROWS))
        moment = now or datetime.now(UTC)
        return self.known.using(lambda columns: self._page(columns, wanted, after, limit, moment))

    def find(self, handle: str) -> Attempt | None:
        """The attempt with that handle and all its columns; None where it is gone. Raises ValueError."""
        started, bar, key = handle.partition("|")
        if not bar or "\0" in handle:
            raise ValueError("This is not the address of a send attempt.")
        try:
            return self.known.using(lambda columns: self._find(columns, started, key))
        except Unavailable as error:
            if isinstance(error.__cause__, psycopg.DataError):
                raise ValueError("This is not the address of a send attempt.") from None
            raise

    def _page(
        self, columns: Columns, wanted: AttemptFilter, after: str | None, limit: int, now: datetime
    ) -> AttemptPage:
        scope = f"{columns.key_type}|{wanted.fingerprint}"
        cursor = Cursor.read(after, self._secret, scope) if after else None
        since, until = wanted.time.bounds(now)
        since = cursor.since if cursor else since
        found = search(
            self.database,
            Newest(columns=columns, wanted=wanted, cursor=cursor),
            since=since,
            until=until,
            anchor=cursor.instant if cursor else min(until, now),
            limit=limit + 1,
        )
        shown = found.rows[:limit]
        more = len(found.rows) > limit or (found.incomplete and shown)
        return AttemptPage(
            attempts=tuple(filter(None, (attempt_of(row, columns) for row in shown))),
            next=cursor_at(shown[-1], since).sign(self._secret, scope) if more else None,
            searched_since=found.since,
            incomplete=found.incomplete,
        )

    def _find(self, columns: Columns, started: str, key: str) -> Attempt | None:
        query = sql.SQL("SELECT {} FROM {} WHERE {} = %(started)s::{} AND {} = %(key)s::{} LIMIT 1").format(
            selection(columns, detailed=True),
            FROM,
            columns[Meaning.STARTED].ref,
            sql.SQL(columns[Meaning.STARTED].type),
            columns.key,
            sql.SQL(columns.key_type),
        )
        rows = self.database.rows(query, {"started": started, "key": key})
        return attempt_of(rows[0], columns) if rows else None
