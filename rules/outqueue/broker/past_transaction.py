"""The transaction in which many moments are asked together."""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, cast

from psycopg.pq.abc import PGresult

from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.protocol import Command, Describe, Sent, Statement, Wire
from rules.outqueue.broker.transaction import TOUCHED, Check, Transaction
from rules.outqueue.connection.encoding import loaded_rows
from rules.outqueue.connection.session import Session

LONGEST_VALUE = 2_000
"""The characters of a value that is read together with others. A longer one is asked for alone."""
VALUES_AT_ONCE = 4_000
MAX_BYTES = 4 * VALUES_AT_ONCE * LONGEST_VALUE
MOST_ROWS = 20_000
OWN_STATEMENT_SECONDS = 60
OWN_BYTES = 128 * 1024 * 1024
"""More than fifty thousand attempts of `stream.CHARACTERS` letters take."""
PATIENT = f"SET LOCAL statement_timeout = '{OWN_STATEMENT_SECONDS}s'".encode()
"""Until the rollback to the savepoint, which comes after each statement."""
TYPES = (
    b"SELECT type::regtype::text FROM pg_catalog.pg_prepared_statement() AS known, unnest(known.parameter_types) "
    b"WITH ORDINALITY AS each(type, place) WHERE known.name = 'mxadmin_types' ORDER BY place"
)
Row = tuple[str | None, ...]


class TooManyRows(Exception):
    """More rows than are read together."""


class Together(NamedTuple):
    """A statement under way in a transaction, which asks many moments. `size`: of a batch of its rows."""

    by: "PastTransaction"
    sent: Sent
    size: int
    check: Check | None


class PastTransaction(Transaction):
    """As Transaction, with statements of which each one asks many moments."""

    BEGIN = (
        b"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        b"SELECT 1",
        # Compiling a plan takes longer than most sets of moments; and between two sets the script may run for long.
        b"SET LOCAL jit = off",
        b"SET LOCAL idle_in_transaction_session_timeout = '15min'",
        b"SAVEPOINT script",
    )

    def __init__(self, session: Session, bounds: Bounds, *, snapshot: bool) -> None:
        super().__init__(session, bounds, snapshot=snapshot)
        self._wire.close()
        self._wire = Wire(session, max_bytes=MAX_BYTES)

    def parameter_types(self, text: str, _check: Check | None) -> list[str]:
        """Return the types of $1, $2 and so on, as PostgreSQL infers them. The text is not run."""
        prepare = self.encoded(f"PREPARE mxadmin_types AS {text}")
        *_, found, _ = self._checked(prepare, TYPES, b"DEALLOCATE mxadmin_types", check=None, deadline=self._deadline())
        return [type_ or "" for (type_,) in self._rows(found)]

    def answer_columns(self, text: str, parameters: Sequence[str], check: Check | None) -> tuple[str, ...]:
        """Return the names of the columns of a statement that asks many moments, but the first. It is not run."""
        declared = self._statement("DECLARE script NO SCROLL CURSOR FOR ", text, "", parameters)
        _, described, *_ = self._checked(declared, Describe(b"script"), check=check, deadline=self._deadline())
        return self._columns(described)[1:]

    def together(self, text: str, parameters: Sequence[str], columns: int, check: Check | None) -> dict[int, list[Row]]:
        """Return the rows for each number that has any. Raises TooManyRows, and what `select` raises."""
        deadline = self._deadline()
        start, end = _cut(columns)
        size = max(1, VALUES_AT_ONCE // (columns + 1))
        fetch = f"FETCH FORWARD {size} FROM capped".encode()
        declared = self._statement(start, text, end, parameters)
        batch = self._batch(check, deadline, declared, fetch)
        rows: defaultdict[int, list[Row]] = defaultdict(list)
        seen = 0
        while True:
            self._collect(batch, rows)
            seen += batch.ntuples
            if batch.ntuples < size:
                return rows
            if seen > MOST_ROWS:
                raise TooManyRows
            batch = self._batch(check, deadline, fetch)

    def begin_together(self, text: str, parameters: Sequence[str], columns: int, check: Check | None) -> "Together":
        """Send what `together` asks, without waiting."""
        start, end = _cut(columns)
        size = max(1, VALUES_AT_ONCE // (columns + 1))
        fetch = f"FETCH FORWARD {size} FROM capped".encode()
        declared = self._statement(start, text, end, parameters)
        sent = self._wire.begin(declared, fetch, *([TOUCHED] if check else []))
        self._wire.send(b"ROLLBACK TO SAVEPOINT script")
        return Together(self, sent, size, check)

    def end_together(self, asked: "Together") -> dict[int, list[Row]]:
        """Return the rows for each number that has any. Raises as `together`, and TooManyRows already for the rows of
        one whole batch."""
        _, batch, *touched = self._wire.results(asked.sent, self._deadline())
        if asked.check:
            self._tell(asked.check, touched[0])
        if batch.ntuples == asked.size:
            raise TooManyRows
        rows: defaultdict[int, list[Row]] = defaultdict(list)
        self._collect(batch, rows)
        return rows

    @property
    def is_busy(self) -> bool:
        """Whether statements are under way."""
        return self._wire.is_busy

    def _statement(self, start: str, text: str, end: str, parameters: Sequence[str]) -> Statement:
        return Statement(self.encoded(start + text + end), tuple(map(self.encoded, parameters)))

    def _batch(self, check: Check | None, deadline: float, *commands: Command) -> PGresult:
        return self._checked(*commands, check=check, deadline=deadline)[len(commands) - 1]

    def _collect(self, batch: PGresult, rows: defaultdict[int, list[Row]]) -> None:
        for number, *values in cast("list[tuple[int, *Row]]", loaded_rows(batch, self.session)):
            rows[number].append(tuple(values))

    def own(self, text: str) -> PGresult:
        """Return the rows of a statement of ours, which may read the whole table."""
        deadline = time.monotonic() + OWN_STATEMENT_SECONDS
        return self._wire.ask(PATIENT, self.encoded(text), deadline=deadline, max_bytes=OWN_BYTES)[-1]

    def _deadline(self) -> float:
        return time.monotonic() + self._bounds.seconds


def _cut(columns: int) -> tuple[str, str]:
    """Return the SQL around a statement that makes no value much longer than `LONGEST_VALUE`."""
    names = [f"c{number}" for number in range(columns)]
    most = LONGEST_VALUE + 1
    values = "".join(f", CASE num_nulls({name}) WHEN 0 THEN left(format('%s', {name}), {most}) END" for name in names)
    aliases = ", ".join(["number", *names])
    return f"DECLARE capped NO SCROLL CURSOR FOR SELECT number{values} FROM (", f"\n) AS answer({aliases})"  # noqa: S608
