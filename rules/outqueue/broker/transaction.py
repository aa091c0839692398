"""A read-only transaction in which a script's queries run and of which nothing stays."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult

from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.protocol import Command, Describe, ServerError, Wire
from rules.outqueue.connection.encoding import decode, encoding_of
from rules.outqueue.connection.session import Session

OWN_SECONDS = 2.0
"""The seconds for each statement of ours around the script's."""

EXPLAIN = "EXPLAIN (ANALYZE false) "
DECLARE = "DECLARE script NO SCROLL CURSOR FOR "
BATCH = 200
FETCH = f"FETCH FORWARD {BATCH} FROM capped".encode()
SYNTAX_ERROR = "42601"

BEGIN = (b"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY", b"SELECT 1")
BEGIN_SNAPSHOT = (b"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", b"SELECT 1", b"SAVEPOINT script")
"""The SELECT takes a snapshot: until then PostgreSQL would accept `SET TRANSACTION READ WRITE`."""

TOUCHED = b"""
    SELECT DISTINCT n.nspname, c.relname
    FROM pg_locks l
    JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid()
      AND l.relation NOT IN ('pg_locks'::regclass, 'pg_class'::regclass, 'pg_namespace'::regclass)
    ORDER BY 1, 2
"""
"""Every table that the transaction has read or is about to: PostgreSQL locks it before it looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a query. `cut` names the limit that cut them short: "rows" or "bytes"."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    cut: str = ""


Check = Callable[[list[tuple[str, str]]], None]


def capped(columns: int, size: int) -> tuple[str, str]:
    """Return the SQL around a query of `columns` columns that makes no value much longer than `size` characters.

    It is cut before it is sent, because a single value may be a gigabyte, and libpq takes a row as a whole.
    `format` gives each value as PostgreSQL prints it; `num_nulls` tells NULL from a row of NULLs.
    """
    names = [f"c{number}" for number in range(columns)]
    most = round(size * min(1, 8 / max(1, columns))) + 1
    values = (f"CASE num_nulls({name}) WHEN 0 THEN left(format('%s', {name}), {most}) END" for name in names)
    aliases = f"({', '.join(names)})" if names else ""
    return f"DECLARE capped NO SCROLL CURSOR FOR SELECT {', '.join(values)} FROM (", f"\n) AS answer{aliases}"  # noqa: S608


class Transaction:
    """The transaction of a script's queries. With `snapshot`, one for all queries, so that all see the same moment;
    else one for each.

    Every method raises what `wire` defines, and psycopg.OperationalError where the connection is lost.
    """

    BEGIN: tuple[bytes, ...] = BEGIN_SNAPSHOT
    """The commands that begin it, where all queries see the same moment."""

    def __init__(self, session: Session, bounds: Bounds, *, snapshot: bool) -> None:
        self.session = session
        self._bounds = bounds
        self._snapshot = snapshot
        self._wire = Wire(session, max_bytes=2 * bounds.bytes + 65_536)

    def open(self) -> None:
        """Begin the transaction, before a query."""
        self._wire.receive(_own_deadline())
        if self._status == TransactionStatus.IDLE:
            self._wire.ask(*(self.BEGIN if self._snapshot else BEGIN), deadline=_own_deadline())

    def select(self, text: str, check: Check | None) -> Table:
        """Run the script's text. `check` is told the tables it touches (schema, name), before it runs and after, and
        raises where it objects."""
        deadline = time.monotonic() + self._bounds.seconds
        _, described = self._ask(DECLARE, text, "", (Describe(b"script"),), check, deadline)
        columns = self._columns(described)
        return self._fetch(columns, self._cap(text, len(columns), check, deadline), check, deadline)

    def explain(self, text: str, check: Check | None) -> Table:
        """Return PostgreSQL's plan for the text, a row for each line. It is declared first, as `select` does, so that
        it is one query and no more; nothing of it is run."""
        deadline = time.monotonic() + self._bounds.seconds
        self._ask(DECLARE, text, "", (), check, deadline)
        [plan] = self._ask(EXPLAIN, text, "", (), check, deadline)
        return Table(columns=self._columns(plan), rows=tuple(self._rows(plan)))

    def roll_back(self) -> None:
        """Roll back after a query, whatever its result. A session that cannot be used any more is closed."""
        if self._wire.is_stuck():
            self.session.close()
        elif self._snapshot:
            self._wire.send(b"ROLLBACK TO SAVEPOINT script")
        else:
            self._wire.send(b"ROLLBACK")

    def discard(self) -> None:
        """Reset the session after the last query."""
        self._wire.send(b"ROLLBACK")
        self._wire.send(b"DISCARD ALL")
        self._wire.receive(_own_deadline())

    def close(self) -> None:
        """Release the session, or close it where it is not in its original state."""
        self._wire.close()

    def encoded(self, text: str) -> bytes:
        """Encode the text. Raises UnicodeEncodeError for characters that the database's encoding does not have."""
        return text.encode(encoding_of(self.session))

    @property
    def _status(self) -> TransactionStatus:
        return TransactionStatus(self.session.pgconn.transaction_status)

    def _ask(
        self, start: str, text: str, end: str, then: tuple[Command, ...], check: Check | None, deadline: float
    ) -> list[PGresult]:
        """Send the script's text, and what follows it, in one round trip. Raises what `check` does."""
        statement = self.encoded(start + text + end)
        try:
            return self._checked(statement, *then, check=check, deadline=deadline)
        except ServerError as error:
            raise error.moved(len(start)) from None

    def _checked(self, *commands: Command, check: Check | None, deadline: float) -> list[PGresult]:
        if check is None:
            return self._wire.ask(*commands, deadline=deadline)
        *results, touched = self._wire.ask(*commands, TOUCHED, deadline=deadline)
        self._tell(check, touched)
        return results

    def _tell(self, check: Check, touched: PGresult) -> None:
        check([(schema or "", name or "") for schema, name in self._rows(touched)])

    def _cap(self, text: str, columns: int, check: Check | None, deadline: float) -> PGresult:
        """The first rows."""
        start, end = capped(columns, self._bounds.bytes)
        try:
            return self._ask(start, text, end, (FETCH,), check, deadline)[1]
        except ServerError as error:
            place = (error.position or 0) - 1
            if error.state != SYNTAX_ERROR or text[place : place + 1] != ";":
                raise
            # By itself it was one statement, so nothing but blanks and comments comes after that.
            self.roll_back()
            self.open()
            return self._cap(text[:place], columns, check, deadline)

    def _fetch(self, columns: tuple[str, ...], batch: PGresult, check: Check | None, deadline: float) -> Table:
        rows: list[tuple[str | None, ...]] = []
        size = 0
        while True:
            for row in self._rows(batch):
                size += sum(len(value) for value in row if value is not None)
                if cut := self._cut(len(rows) + 1, size):
                    return Table(columns=columns, rows=tuple(rows), cut=cut)
                rows.append(row)
            if batch.ntuples < BATCH:
                return Table(columns=columns, rows=tuple(rows))
            [batch] = self._checked(FETCH, check=check, deadline=deadline)

    def _cut(self, rows: int, size: int) -> str:
        if rows > self._bounds.rows:
            return "rows"
        return "bytes" if size > self._bounds.bytes else ""

    def _columns(self, result: PGresult) -> tuple[str, ...]:
        return tuple(self._text(result.fname(number) or b"").lower() for number in range(result.nfields))

    def _rows(self, result: PGresult) -> Iterator[tuple[str | None, ...]]:
        for row in range(result.ntuples):
            values = (result.get_value(row, column) for column in range(result.nfields))
            yield tuple(None if value is None else self._text(value) for value in values)

    def _text(self, raw: bytes) -> str:
        return decode(raw, self._encoding)

    @cached_property
    def _encoding(self) -> str:
        return encoding_of(self.session)


def _own_deadline() -> float:
    return time.monotonic() + OWN_SECONDS
