"""All attempts of a time range, oldest first, for a replay: in pages, so that memory does not grow with them."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import LiteralString

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row
from rules.outqueue.relation import TABLE
from rules.replay.attempt import Attempt, NotReplayed, Page, Recorded
from rules.replay.outcome import outcome_place

FIRST_ROWS, MOST_ROWS = 2_000, 50_000
"""The first page is short, so that there is soon something to show. Later ones are long: without an index on the time
each of them reads the whole table."""
CHARACTERS = 2_000
_FINAL = {f"{digit}{more:02} ": outcome_place(f"{digit}00 ") for digit in "245" for more in range(100)}
"""The outcome by how the only line of a reply begins: most replies need no closer look."""
_PARAMETERS = {Meaning.DOMAIN: "domain", Meaning.RETRY: "numRetries", Meaning.SIZE: "messageSize"}
_BIGGEST = 2**53

Ask = Callable[[sql.Composed], Sequence[Row]]
"""Runs a statement of ours; all of them see the table at one moment."""


class AttemptStream:
    """The recorded attempts as `ask` sees them, a `rules.replay.attempt.History`. `now` divides them from rows of a
    time still to come. Of servers whose name has none of the `parts` in it, attempts may be left out. Raises
    what `ask` raises."""

    def __init__(self, ask: Ask, columns: Columns, *, now: datetime, parts: Sequence[str] = ()) -> None:
        self._ask = ask
        self._columns = columns
        self._now = now
        self._parts = list(parts) if all(part.isascii() for part in parts) else []
        self._names: dict[object, str] = {}

    def recorded(self) -> Recorded:
        present = frozenset(name for meaning, name in _PARAMETERS.items() if meaning in self._columns)
        return Recorded(columns=present, advice=self._advice())

    def left_out(self) -> dict[NotReplayed, int]:
        """Count the rows without a start, and those of a time still to come."""
        started = self._columns[Meaning.STARTED].ref
        query = sql.SQL(
            "SELECT (SELECT count(*) FROM {source} WHERE {started} IS NULL OR {started} IN ('infinity', '-infinity')), "
            "(SELECT count(*) FROM {source} WHERE {started} > {now} AND {started} < 'infinity')"
        ).format(source=self._columns.source, started=started, now=self._moment(self._now))
        [(unstarted, future)] = self._ask(query)
        return {NotReplayed.NO_START: _whole(unstarted) or 0, NotReplayed.FUTURE: _whole(future) or 0}

    def pages(self, since: datetime, until: datetime, after: str | None = None) -> Iterator[Page]:
        """See `History.pages`. Rows of a time still to come are in no page."""
        until, size = min(until, self._now), FIRST_ROWS
        while True:
            rows = self._ask(self._query(since, until, after, size))
            if not rows:
                return
            after = json.dumps([str(rows[-1][1]), str(rows[-1][2])])
            yield Page(attempts=[self._attempt(row) for row in rows], after=after)
            if len(rows) < size:
                return
            size = min(size * 5, MOST_ROWS)

    def _query(self, since: datetime, until: datetime, after: str | None, size: int) -> sql.Composed:
        columns, started = self._columns, self._columns[Meaning.STARTED]
        conditions = [
            sql.SQL("{} >= {}").format(started.ref, self._moment(since)),
            sql.SQL("{} <= {}").format(started.ref, self._moment(until)),
            *self._behind(after),
        ]
        if self._parts:
            name = sql.SQL('lower({}::text COLLATE "C")').format(columns[Meaning.SERVER].ref)
            found = [sql.SQL("strpos({}, {}) > 0").format(name, part.lower()) for part in self._parts]
            conditions.append(sql.SQL("({})").format(sql.SQL(" OR ").join(found)))
        return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}, {} LIMIT {}").format(
            sql.SQL(", ").join(self._selected()),
            columns.source,
            sql.SQL(" AND ").join(conditions),
            started.ref,
            columns.key,
            size,
        )

    def _behind(self, after: str | None) -> list[sql.Composable]:
        """Return the conditions of rows behind a page."""
        if after is None:
            return []
        columns, started = self._columns, self._columns[Meaning.STARTED]
        moment, place = json.loads(after)
        same = sql.SQL("{}::text::{}").format(str(moment), sql.SQL(started.type))
        key = sql.SQL("{}::text::{}").format(str(place), sql.SQL(columns.key_type))
        return [
            sql.SQL("{} >= {}").format(started.ref, same),
            sql.SQL("({} > {} OR {} > {})").format(started.ref, same, columns.key, key),
        ]

    def _selected(self) -> list[sql.Composable]:
        columns, started = self._columns, self._columns[Meaning.STARTED]
        return [
            sql.SQL("(extract(epoch FROM {}) * 1000000)::int8").format(columns.instant(started)),
            sql.SQL("{}::text").format(started.ref),
            sql.SQL("{}::text").format(columns.key),
            sql.SQL("{}::text").format(columns[Meaning.SERVER].ref),
            sql.SQL("left({}, {})").format(columns.result, CHARACTERS),
            self._optional(Meaning.DOMAIN, "{}::text"),
            self._optional(Meaning.RETRY, "{}::float8"),
            self._optional(Meaning.SIZE, "{}::float8"),
        ]

    def _optional(self, meaning: Meaning, form: LiteralString) -> sql.Composable:
        column = self._columns.get(meaning)
        return sql.SQL(form).format(column.ref) if column else sql.SQL("NULL")

    def _moment(self, moment: datetime) -> sql.Composable:
        return self._columns.moment(sql.SQL("{}::timestamptz").format(moment.isoformat()))

    def _attempt(self, row: Row) -> Attempt:
        at, _, _, stored, result, domain, retries, size = row
        server = self._names.get(stored)
        if server is None:
            server = self._names[stored] = server_name(str(stored)).strip() if stored else ""
        result = "" if result is None else str(result)
        outcome = _FINAL.get(result[:4])
        if outcome is None or "\n" in result or "\r" in result:
            outcome = outcome_place(result)
        return Attempt(int(at), server, result, outcome, str(domain) if domain else None, _whole(retries), _whole(size))  # type: ignore[call-overload]  # PostgreSQL says it is an int

    def _advice(self) -> str:
        if self._columns.time_indexed or self._columns.absent:
            return ""
        return (
            f"{TABLE} has no index that begins with starttime, so every row is read for each {MOST_ROWS:,} attempts. "
            f"CREATE INDEX CONCURRENTLY ON {TABLE} (starttime) would make reading them faster."
        )


def _whole(value: object) -> int | None:
    """Return a count or a size, where the column holds one."""
    return int(value) if isinstance(value, int | float) and 0 <= value < _BIGGEST else None
