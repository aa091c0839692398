"""All attempts of a time range, oldest first, for a replay: in pages, so that memory does not grow with them."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.outcome_sql import outcome_sql
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row
from rules.outqueue.relation import TABLE
from rules.replay.attempt import Attempt, NotReplayed, Page, Recorded, moment
from rules.replay.outcome import PLACES, outcome_place
from rules.smtp.reply import Outcome

FIRST_ROWS, MOST_ROWS = 2_000, 50_000
"""The first page is short, so that there is soon something to show. Later ones are long: without an index on the time
each of them reads the whole table."""
CHARACTERS = 600
"""Longer replies are cut: 50,000 of them have to fit into one answer of the database."""
_FINAL = {f"{digit}{more:02} ": outcome_place(f"{digit}00 ") for digit in "245" for more in range(100)}
"""The outcome by how the only line of a reply begins: most replies need no closer look."""
_PARAMETERS = {Meaning.DOMAIN: "domain", Meaning.RETRY: "numRetries", Meaning.SIZE: "messageSize"}
_WITH_MESSAGES = {**_PARAMETERS, Meaning.MESSAGE_ID: "message"}
_BIGGEST = 2**53
_MICROSECONDS = sql.SQL("(date_part('epoch', {}) * 1000000)::int8")

Ask = Callable[[sql.Composed], Sequence[Row]]
"""Runs a statement of ours; all of them see the table at one moment."""


class AttemptStream:
    """The recorded attempts as `ask` sees them, a `rules.replay.attempt.History`. `now` divides them from rows of a
    time still to come. Of servers whose name has none of the `parts` in it, attempts may be left out. `messages`: also
    read the ids of messages. Raises what `ask` raises."""

    def __init__(
        self, ask: Ask, columns: Columns, *, now: datetime, parts: Sequence[str] = (), messages: bool = False
    ) -> None:
        self._ask = ask
        self._columns = columns
        self._now = now
        self._parts = list(parts) if all(part.isascii() for part in parts) else []
        self._names: dict[object, str] = {}
        self._read = _WITH_MESSAGES if messages else _PARAMETERS

    def recorded(self) -> Recorded:
        present = frozenset(name for meaning, name in self._read.items() if meaning in self._columns)
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

    def database_clock(self) -> int:
        """Return the clock of the database, in microseconds since 1970."""
        [(now,)] = self._ask(sql.SQL("SELECT {}").format(_MICROSECONDS.format(sql.SQL("clock_timestamp()"))))
        return _whole(now) or 0

    def span(self, since: datetime, until: datetime) -> tuple[datetime, datetime] | None:
        """Return the starts of the first and the last attempt from `since` to `until`; None where there is none."""
        started = self._columns[Meaning.STARTED]
        query = sql.SQL("SELECT {}, {} FROM {} WHERE {} BETWEEN {} AND {}").format(
            _MICROSECONDS.format(sql.SQL("min({})").format(self._columns.instant(started))),
            _MICROSECONDS.format(sql.SQL("max({})").format(self._columns.instant(started))),
            self._columns.source,
            started.ref,
            self._moment(since),
            self._moment(min(until, self._now)),
        )
        [(first, last)] = self._ask(query)
        return None if first is None or last is None else (moment(int(str(first))), moment(int(str(last))))

    def pages(self, since: datetime, until: datetime, after: str | None = None) -> Iterator[Page]:
        """See `History.pages`. Rows of a time still to come are in no page."""
        until, size = min(until, self._now), FIRST_ROWS
        while True:
            rows = self._ask(self._query(since, until, after, size))
            if not rows:
                return
            after = _behind(rows, after)
            yield Page(attempts=self._attempts(rows), after=after)
            if len(rows) < size:
                return
            size = min(size * 5, MOST_ROWS)

    def _query(self, since: datetime, until: datetime, after: str | None, size: int) -> sql.Composed:
        columns, started = self._columns, self._columns[Meaning.STARTED]
        conditions = [
            sql.SQL("{} >= {}").format(started.ref, self._moment(since)),
            sql.SQL("{} <= {}").format(started.ref, self._moment(until)),
        ]
        first, passed = json.loads(after) if after else (None, 0)
        if first is not None:
            begun = sql.SQL("('epoch'::{} + {} * interval '1 microsecond')").format(sql.SQL(started.type), int(first))
            conditions.append(sql.SQL("{} >= {}").format(started.ref, begun))
        if self._parts:
            name = sql.SQL('lower({}::text COLLATE "C")').format(columns[Meaning.SERVER].ref)
            found = [sql.SQL("strpos({}, {}) > 0").format(name, part.lower()) for part in self._parts]
            conditions.append(sql.SQL("({})").format(sql.SQL(" OR ").join(found)))
        return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}, {} LIMIT {} OFFSET {}").format(
            sql.SQL(", ").join(self._selected()),
            columns.source,
            sql.SQL(" AND ").join(conditions),
            started.ref,
            columns.key,
            size,
            passed,
        )

    def _selected(self) -> list[sql.Composable]:
        columns, started = self._columns, self._columns[Meaning.STARTED]
        return [
            _MICROSECONDS.format(columns.instant(started)),
            _MICROSECONDS.format(started.ref),  # as stored: without a zone, an hour in autumn comes twice
            sql.SQL("{}::text").format(columns[Meaning.SERVER].ref),
            sql.SQL("left({}, {})").format(columns.result, CHARACTERS),
            sql.SQL("CASE WHEN length({}) > {} THEN {} END").format(
                columns.result, CHARACTERS, outcome_sql(columns.result)
            ),
            *self._optional(),
        ]

    def _optional(self) -> list[sql.Composable]:
        """Return what a hook is given, where the table has a column for any of it."""
        forms = {Meaning.DOMAIN: sql.SQL("{}::text"), Meaning.MESSAGE_ID: sql.SQL("{}::text")}
        number = sql.SQL("{}::float8")
        if not any(meaning in self._columns for meaning in self._read):
            return []
        found = [(forms.get(meaning, number), self._columns.get(meaning)) for meaning in self._read]
        return [form.format(column.ref) if column else sql.SQL("NULL") for form, column in found]

    def _moment(self, moment: datetime) -> sql.Composable:
        return self._columns.moment(sql.SQL("{}::timestamptz").format(moment.isoformat()))

    def _attempts(self, rows: Sequence[Row]) -> list[Attempt]:
        """Read rows of `_selected`. This is done a million times, so it is one loop that calls little."""
        names, final, found = self._names, _FINAL, []
        make, no_more = Attempt._make, (None, None, None, None)
        for at, _, stored, result, decided, *more in rows:
            server = names.get(stored)
            if server is None:
                server = names[stored] = server_name(str(stored)).strip() if stored else ""
            text = "" if result is None else str(result)
            outcome = final.get(text[:4]) if decided is None else PLACES[Outcome(str(decided))]
            if outcome is None or (decided is None and ("\n" in text or "\r" in text)):
                outcome = outcome_place(text)
            found.append(make((at, server, text, outcome, *(_parameters(*more) if more else no_more))))
        return found

    def _advice(self) -> str:
        if self._columns.time_indexed or self._columns.absent:
            return ""
        return (
            f"{TABLE} has no index that begins with starttime, so every row is read for each {MOST_ROWS:,} attempts. "
            f"CREATE INDEX CONCURRENTLY ON {TABLE} (starttime) would make reading them faster."
        )


def _behind(rows: Sequence[Row], after: str | None) -> str:
    """Return where the next page begins: at the start of the last row, behind the rows that began just then."""
    last = rows[-1][1]
    passed = len(list(takewhile(lambda row: row[1] == last, reversed(rows))))
    if after and passed == len(rows):
        first, before = json.loads(after)
        passed += before if first == last else 0
    return json.dumps([last, passed])


def _parameters(
    domain: object, retries: object, size: object, message: object = None
) -> tuple[str | None, int | None, int | None, str | None]:
    return str(domain) if domain else None, _whole(retries), _whole(size), str(message) if message else None


def _whole(value: object) -> int | None:
    """Return a count or a size, where the column holds one."""
    return int(value) if isinstance(value, int | float) and 0 <= value < _BIGGEST else None
