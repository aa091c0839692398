"""One exchange with PostgreSQL that ends: by its answer, by the clock or by its size.

Below psycopg's cursors, on its libpq wrapper, because a script's query must not be trusted to end, nor to give
only as much as fits into memory.
"""

import os
import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from rules.outqueue.broker.arrivals import Arrivals
from rules.outqueue.connection.encoding import decode, encoding_of
from rules.outqueue.connection.session import Session

CANCEL_SECONDS = 0.5
GRACE_SECONDS = 0.5


class OutOfTime(Exception):
    """A query that was cancelled because its time was up. A session whose server did not stop is not idle then."""


class TooMuch(Exception):
    """An answer with more bytes than allowed. The session is not idle: the rest is still on its way."""


class ServerError(Exception):
    """PostgreSQL's error. `position` counts characters of the command from 1; `state` is its SQLSTATE."""

    def __init__(self, message: str, *, state: str, position: int | None, hint: str) -> None:
        super().__init__(message)
        self.state = state
        self.position = position
        self.hint = hint

    def moved(self, characters: int) -> "ServerError":
        """Return the error for the text after `characters` of the command; no position where it is before that."""
        position = self.position - characters if self.position and self.position > characters else None
        return ServerError(str(self), state=self.state, position=position, hint=self.hint)


@dataclass(frozen=True, slots=True)
class Describe:
    """A command in place of a statement: the columns of an open cursor. Nothing of it is run."""

    cursor: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with parameters, as PostgreSQL reads their text."""

    text: bytes
    parameters: tuple[bytes, ...]


Command = bytes | Describe | Statement
FAILURES = (ServerError, OutOfTime, TooMuch, psycopg.Error)
"""All that an exchange raises."""


@dataclass(slots=True, eq=False)
class Sent:
    """Commands that were sent, and what came of them: `results` or an `error` where it has `arrived`. With `must`, an
    error is raised by whatever waits for answers next; else only by `results`."""

    must: bool
    arrived: bool = False
    results: list[PGresult] = field(default_factory=list)
    error: Exception | None = None


class Wire:
    """Commands over one session, which it owns until `close`. They go out together, each one by the extended protocol,
    in which PostgreSQL accepts exactly one statement; after one that fails, the others are not run.

    `max_bytes` bounds one answer, roughly: libpq takes a row as a whole, so the row that passes the bound still comes
    into memory.
    """

    def __init__(self, session: Session, *, max_bytes: int) -> None:
        self._session = session
        self._sent: deque[Sent] = deque()
        self._handle = socket.socket(fileno=os.dup(session.pgconn.socket))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._handle, selectors.EVENT_READ)
        self._talk = _Talk(session, self._handle, self._selector, Arrivals(self._handle), max_bytes)
        session.pgconn.enter_pipeline_mode()

    def ask(self, *commands: Command, deadline: float, max_bytes: int | None = None) -> list[PGresult]:
        """Return the result of each. `deadline` by time.monotonic(); `max_bytes` instead of the session's bound. Raises
        what this module defines, and psycopg.OperationalError where the connection is lost."""
        self.receive(deadline)
        self._send(commands)
        return self._answer(deadline, max_bytes)

    def send(self, *commands: Command) -> None:
        """Send commands without waiting for their answers: `receive` waits, or the next `ask`."""
        self._begin(commands, must=True)

    def begin(self, *commands: Command) -> Sent:
        """Send commands whose answers `results` returns. Others may be sent meanwhile."""
        return self._begin(commands, must=False)

    def results(self, sent: Sent, deadline: float) -> list[PGresult]:
        """Return the result of each command. Raises as `ask`."""
        while not sent.arrived:
            self._take(deadline)
        if sent.error is not None:
            raise sent.error
        return sent.results

    def receive(self, deadline: float) -> None:
        """Wait for the answers to all commands that were sent. Raises as `ask`."""
        while self._sent:
            self._take(deadline)

    def is_stuck(self) -> bool:
        """Whether the session has not returned from the last command."""
        status = self._session.pgconn.transaction_status
        return self._session.closed or (not self._sent and status == TransactionStatus.ACTIVE)

    @property
    def is_busy(self) -> bool:
        """Whether answers have not been waited for yet."""
        return bool(self._sent)

    def close(self) -> None:
        """End the exchange. A session that has not answered everything is closed with it."""
        self._selector.close()
        self._handle.close()
        try:
            self._session.pgconn.exit_pipeline_mode()
        except psycopg.Error:
            self._session.close()

    def _begin(self, commands: Sequence[Command], *, must: bool) -> Sent:
        self._send(commands)
        self._session.pgconn.flush()
        self._sent.append(Sent(must))
        return self._sent[-1]

    def _take(self, deadline: float) -> None:
        """Wait for the answers that come next."""
        sent = self._sent.popleft()
        sent.arrived = True
        try:
            sent.results = self._answer(deadline)
        except FAILURES as error:
            if sent.must:
                raise
            sent.error = error

    def _send(self, commands: Sequence[Command]) -> None:
        pgconn = self._session.pgconn
        for command in commands:
            if isinstance(command, Describe):
                pgconn.send_describe_portal(command.cursor)
            elif isinstance(command, Statement):
                pgconn.send_query_params(command.text, command.parameters)
            else:
                pgconn.send_query_params(command, None)
        pgconn.pipeline_sync()

    def _answer(self, deadline: float, max_bytes: int | None = None) -> list[PGresult]:
        talk = self._talk if max_bytes is None else replace(self._talk, max_bytes=max_bytes)
        try:
            results = talk.results(deadline)
        except OutOfTime:
            self._talk.cancel()
            raise
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                raise self._error(result)
        return results

    def _error(self, result: PGresult) -> Exception:
        state = result.error_field(DiagnosticField.SQLSTATE)
        if state is None:
            return psycopg.OperationalError("the connection was lost")
        position = result.error_field(DiagnosticField.STATEMENT_POSITION)
        return ServerError(
            self._text(result, DiagnosticField.MESSAGE_PRIMARY),
            state=state.decode("ascii"),
            position=int(position) if position else None,
            hint=self._text(result, DiagnosticField.MESSAGE_HINT),
        )

    def _text(self, result: PGresult, field: DiagnosticField) -> str:
        return decode(result.error_field(field) or b"", encoding_of(self._session))


@dataclass(frozen=True, slots=True)
class _Talk:
    session: Session
    handle: socket.socket
    selector: selectors.BaseSelector
    arrivals: Arrivals
    max_bytes: int

    def results(self, deadline: float) -> list[PGresult]:
        """Return all results until the next mark that `pipeline_sync` has set."""
        self.arrivals.begin()
        self._send(deadline)
        pgconn = self.session.pgconn
        results: list[PGresult] = []
        while True:
            while pgconn.is_busy():
                self._wait(deadline)
                if self.arrivals.count() > self.max_bytes:
                    raise TooMuch
                pgconn.consume_input()
            result = pgconn.get_result()  # None ends the results of one command
            if (result is None and self.session.closed) or (result and result.status == ExecStatus.PIPELINE_SYNC):
                return results
            if result:
                results.append(result)

    def cancel(self) -> None:
        """Ask the server to stop; a session that is not idle soon after is left to be closed."""
        with suppress(psycopg.Error, OutOfTime, TooMuch):
            self.session.cancel_safe(timeout=CANCEL_SECONDS)
            self.results(time.monotonic() + GRACE_SECONDS)

    def _send(self, deadline: float) -> None:
        if not self.session.pgconn.flush():
            return
        self.selector.modify(self.handle, selectors.EVENT_READ | selectors.EVENT_WRITE)
        while self.session.pgconn.flush():
            self._wait(deadline)
            self.session.pgconn.consume_input()
        self.selector.modify(self.handle, selectors.EVENT_READ)

    def _wait(self, deadline: float) -> None:
        if not self.selector.select(max(0.0, deadline - time.monotonic())):
            raise OutOfTime
