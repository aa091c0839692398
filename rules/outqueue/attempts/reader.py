"""The send attempts, newest first, in pages that stay stable while rows arrive."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from rules.outqueue.attempts.attempt import (
    DETAILED_CHARACTERS,
    LISTED_CHARACTERS,
    Attempt,
    attempt_of,
    cursor_at,
    selection,
)
from rules.outqueue.attempts.column_cache import KnownColumns
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition, at_server
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.known_servers import KnownServers
from rules.outqueue.attempts.odd_spellings import OddSpellings
from rules.outqueue.attempts.page_query import PageQuery
from rules.outqueue.attempts.search import SearchResult, search
from rules.outqueue.attempts.signed_links import NO_ATTEMPT, Cursor, Reference, Signer
from rules.outqueue.attempts.spelling import StoredText, server_name
from rules.outqueue.attempts.stretch import Stretch
from rules.outqueue.connection.database import Row, Vpop3Database
from rules.outqueue.connection.spool import Spool
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.relation import TABLE

PAGE_ROWS = 50
MAX_PAGE_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPage:
    """`next` is the cursor to the older page, None on the last; `previous` the one to the newer page, None on the
    first. `incomplete` is a sentence when the database's time ran out: `attempts` then holds what was found down
    to `searched_since`."""

    attempts: tuple[Attempt, ...]
    next: str | None
    previous: str | None
    searched_since: datetime
    incomplete: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """The amount to read of each attempt: `selection`'s options."""

    characters: int = LISTED_CHARACTERS
    others: bool = False


class SendAttempts:
    """A reader of outqueue.sendattempts. Safe to share between threads; `signer` signs cursors and handles.

    Pages go by (starttime, key): a row that was there when the first page was shown appears on exactly one
    page, whatever arrives or goes meanwhile. A row that VPOP3 rewrites counts as a new one, unless the table
    has a unique number; so does every row after a VACUUM FULL. Raises Unavailable.
    """

    def __init__(self, database: Vpop3Database, *, signer: Signer) -> None:
        self.database = database
        self.known = KnownColumns(database)
        self.servers = KnownServers(database)
        self._odd = OddSpellings(database)
        self._signer = signer

    def columns(self) -> Columns:
        return self.known.columns()

    def at_server(self, columns: Columns, server: str) -> Condition:
        """Return SQL for the attempts at that server, however its name is spelt. May ask the database. Raises
        Unavailable."""
        return at_server(columns, server, self._odd.of(columns, server_name(server)) if columns.indexed else ())

    def server_spellings(self, columns: Columns, server: str) -> list[StoredText]:
        """Return the spellings of a server's name as values to compare with, for a query over several servers."""
        return list(self.at_server(columns, server).parameters.values())

    def page(
        self,
        wanted: AttemptFilter,
        *,
        after: str | None = None,
        before: str | None = None,
        limit: int = PAGE_ROWS,
        now: datetime | None = None,
        detail: Detail = Detail(),
    ) -> AttemptPage:
        """Return up to `limit` (at most 500) attempts; `after` is the `next` of the page before, or `before` the
        `previous` of the page after. Raises ValueError with a sentence for one that is not this filter's, and for a
        filter that the table has no column for. `now` is where "the last hour" ends."""
        limit = max(1, min(limit, MAX_PAGE_ROWS))
        moment = now or datetime.now(UTC)

        def read(columns: Columns) -> AttemptPage:
            reading = _Reading(self, columns, wanted, limit, moment, detail)
            place = after or before
            cursor = Cursor.read(place, self._signer, reading.scope) if place else None
            return reading.newer(cursor) if before and cursor and not after else reading.older(cursor)

        return self.known.using(read)

    def beside(self, place: Cursor, wanted: AttemptFilter, *, limit: int, newer: bool) -> AttemptPage:
        """Return up to `limit` attempts next to a place, older or newer than it, newest first. Rows of one moment have
        the order of `page`."""

        def read(columns: Columns) -> AttemptPage:
            reading = _Reading(self, columns, wanted, limit, datetime.now(UTC), Detail())
            return reading.just_newer(place) if newer else reading.older(place)

        return self.known.using(read)

    def count(self, wanted: AttemptFilter, *, most: int, seconds: float) -> int | None:
        """Return the number of attempts, None where there are more than `most`. Raises Unavailable, also after so many
        seconds, and ValueError as `page`."""
        now = datetime.now(UTC)

        def read(columns: Columns) -> int | None:
            query = _Reading(self, columns, wanted, most, now, Detail()).newest(None, upward=False)
            counted = query.counted(*wanted.time.bounds(now), most, now)
            [(found,)] = self.database.rows_within(seconds, *counted)
            return found if isinstance(found, int) and found <= most else None

        return self.known.using(read)

    def spooled(
        self, wanted: AttemptFilter, stretch: Stretch, *, limit: int, detail: Detail
    ) -> tuple[Columns, Spool, Stretch | None]:
        """Return up to `limit` rows of the stretch behind its cursor, and where to go on, if anywhere. Raises
        Unavailable, ValueError as `page`, and OSError where the disk is full."""

        def read(columns: Columns) -> tuple[Columns, Spool, Stretch | None]:
            if columns.absent:
                raise Unavailable(f"{self.database} has no table {TABLE} any more.", Trouble.SCHEMA)
            reading = _Reading(self, columns, wanted, limit, stretch.now, detail)
            cursor = Cursor.read(stretch.after, self._signer, reading.scope)
            _, until = wanted.time.bounds(stretch.now)
            lower, upper = stretch.bounds(cursor, until)
            query, parameters = reading.newest(cursor, upward=False).between(lower, upper, limit, cursor.instant)
            spool = self.database.spooled(query, parameters)
            after = self.cursor(spool.last, cursor.since, reading.scope) if spool.last else stretch.after
            if spool.rows < limit and lower <= cursor.since:
                return columns, spool, None
            return columns, spool, stretch.onward(after, lower, spool.rows, limit)

        return self.known.using(read)

    def find(self, handle: str) -> Attempt | None:
        """Return the attempt with that handle and all its columns; None where it is gone. Raises ValueError."""
        reference = Reference.read(handle, self._signer)
        try:
            return self.known.using(lambda columns: self._find(columns, reference))
        except Unavailable as error:
            if isinstance(error.__cause__, psycopg.DataError):
                raise ValueError(NO_ATTEMPT) from None
            raise

    def attempts_of(self, rows: list[Row], columns: Columns, *, handles: bool = True) -> tuple[Attempt, ...]:
        """Read rows of `selection`; those that began at no moment are left out. Without `handles`, which take most of
        the time, no attempt has an address."""
        signer = self._signer if handles else None
        return tuple(filter(None, (attempt_of(row, columns, signer) for row in rows)))

    def cursor(self, row: Row, since: datetime, scope: str) -> str:
        return cursor_at(row, since).sign(self._signer, scope)

    def _find(self, columns: Columns, reference: Reference) -> Attempt | None:
        """Return the row's attempt; one that has moved meanwhile is recognised by its moment and server alone."""
        known = [sql.SQL("{} = %(started)s::{}").format(columns[Meaning.STARTED].ref, _type(columns))]
        if reference.server:
            known.append(sql.SQL("{} = %(server)s").format(columns[Meaning.SERVER].ref))
        same = sql.SQL("({} = %(mark)s)").format(columns.mark)
        if columns.stays or not reference.server:
            known.append(same)
        query = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} DESC LIMIT 1").format(
            selection(columns, characters=DETAILED_CHARACTERS, others=True),
            columns.source,
            sql.SQL(" AND ").join(known),
            same,
        )
        parameters = {"started": reference.started, "mark": reference.mark, "server": reference.server}
        for row in self.database.rows(query, parameters):
            for attempt in self.attempts_of([row], columns):
                return replace(attempt, place=cursor_at(row, attempt.started))
        return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One page being read."""

    source: SendAttempts
    columns: Columns
    wanted: AttemptFilter
    limit: int
    now: datetime
    detail: Detail

    @property
    def scope(self) -> str:
        return f"{self.columns.key_type}|{self.wanted.fingerprint}"

    def older(self, cursor: Cursor | None) -> AttemptPage:
        since, until = self._bounds(cursor)
        anchor = cursor.instant if cursor else min(until, self.now)
        found = self._search(cursor, since, until, anchor, upward=False)
        if cursor is None and not self.wanted.conditions(self.columns):
            self.source.servers.saw(self.columns, found.rows)
        rows = found.rows[: self.limit]
        more = len(found.rows) > self.limit or bool(found.incomplete)
        return self._page(rows, since, found, older=more, newer=cursor is not None)

    def newer(self, cursor: Cursor) -> AttemptPage:
        """Return the newer page, or the first one where fewer are newer than a page holds."""
        since, until = self._bounds(cursor)
        found = self._search(cursor, since, until, cursor.instant, upward=True)
        if len(found.rows) <= self.limit and not found.incomplete:
            found = self._search(None, since, until, min(until, self.now), upward=False)
            return self._page(found.rows[: self.limit], since, found, older=len(found.rows) > self.limit, newer=False)
        rows = found.rows[: self.limit][::-1]
        return self._page(rows, since, found, older=True, newer=True)

    def just_newer(self, cursor: Cursor) -> AttemptPage:
        since, until = self._bounds(cursor)
        found = self._search(cursor, since, until, cursor.instant, upward=True)
        return self._page(found.rows[: self.limit][::-1], since, found, older=False, newer=False)

    def _bounds(self, cursor: Cursor | None) -> tuple[datetime, datetime]:
        since, until = self.wanted.time.bounds(self.now)
        return cursor.since if cursor else since, until

    def _search(
        self, cursor: Cursor | None, since: datetime, until: datetime, anchor: datetime, *, upward: bool
    ) -> SearchResult:
        newest = self.newest(cursor, upward=upward)
        return search(self.source.database, newest, since=since, until=until, anchor=anchor, limit=self.limit + 1)

    def newest(self, cursor: Cursor | None, *, upward: bool) -> PageQuery:
        at_server = self.source.at_server(self.columns, self.wanted.server) if self.wanted.server else None
        jumps = self.columns.loose and at_server is None and not upward
        return PageQuery(
            columns=self.columns,
            wanted=self.wanted,
            at_server=at_server,
            servers=self.source.servers.of(self.columns) if jumps else None,
            cursor=cursor,
            upward=upward,
            characters=self.detail.characters,
            others=self.detail.others,
        )

    def _page(self, rows: list[Row], since: datetime, found: SearchResult, *, older: bool, newer: bool) -> AttemptPage:
        return AttemptPage(
            attempts=self.source.attempts_of(rows, self.columns),
            next=self.source.cursor(rows[-1], since, self.scope) if rows and older else None,
            previous=self.source.cursor(rows[0], since, self.scope) if rows and newer else None,
            searched_since=found.since,
            incomplete=found.incomplete,
        )


def _type(columns: Columns) -> sql.SQL:
    return sql.SQL(columns[Meaning.STARTED].type)
