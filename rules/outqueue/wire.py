"""One exchange with PostgreSQL that ends: by its answer, by the clock or by its size.

Below psycopg's cursors, on its libpq wrapper, because a script's query must not be trusted to end, nor to give
only as much as fits into memory.
"""

import selectors
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

from rules.outqueue.connecting import Session
from rules.outqueue.encoding import decode, encoding_of
from rules.outqueue.sockets import borrowed

CANCEL_SECONDS = 0.5
GRACE_SECONDS = 0.5
PEEK_BYTES = 1 << 20


class OutOfTime(Exception):
    """The clock ran out and the query was cancelled. A session whose server did not obey is not idle then."""


class TooMuch(Exception):
    """More bytes were coming than allowed. The session is not idle: the rest is still on its way."""


class ServerError(Exception):
    """PostgreSQL's error. `position` counts characters of the command from 1; `state` is its SQLSTATE."""

    def __init__(self, message: str, *, state: str, position: int | None, hint: str) -> None:
        super().__init__(message)
        self.state = state
        self.position = position
        self.hint = hint

    def moved(self, characters: int) -> "ServerError":
        """The same for a text that begins so many characters later; no position where it would be before it."""
        position = self.position - characters if self.position and self.position > characters else None
        return ServerError(str(self), state=self.state, position=position, hint=self.hint)


class Wire:
    """Talks over one session. `max_bytes` bounds one answer, roughly: libpq takes a row as a whole, so the row
    that passes the bound still comes into memory."""

    def __init__(self, session: Session, *, max_bytes: int) -> None:
        self._session = session
        self._max_bytes = max_bytes
        self._peek = bytearray(PEEK_BYTES)

    def simple(self, command: bytes, *, deadline: float) -> list[PGresult]:
        """One or several statements, ours. `deadline` by time.monotonic(). Raises what this module defines, and
        psycopg.OperationalError where the connection is lost."""
        self._session.pgconn.send_query(command)
        return self._answer(deadline)

    def extended(self, command: bytes, *, deadline: float) -> list[PGresult]:
        """The same by the extended protocol, in which PostgreSQL accepts exactly one statement."""
        self._session.pgconn.send_query_params(command, None)
        return self._answer(deadline)

    def describe(self, cursor: bytes, *, deadline: float) -> PGresult:
        """The columns of an open cursor. Nothing of it is run."""
        self._session.pgconn.send_describe_portal(cursor)
        return self._answer(deadline)[0]

    def _answer(self, deadline: float) -> list[PGresult]:
        with borrowed(self._session) as handle, selectors.DefaultSelector() as selector:
            selector.register(handle, selectors.EVENT_READ)
            talk = _Talk(self._session, handle, selector, self._peek, self._max_bytes)
            try:
                results = talk.results(deadline)
            except OutOfTime:
                talk.cancel()
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
    peek: bytearray
    max_bytes: int

    def results(self, deadline: float) -> list[PGresult]:
        self._send(deadline)
        pgconn, received = self.session.pgconn, 0
        results: list[PGresult] = []
        while True:
            while pgconn.is_busy():
                self._wait(deadline)
                received += self._arrived()
                if received > self.max_bytes:
                    raise TooMuch
                pgconn.consume_input()
            if (result := pgconn.get_result()) is None:
                return results
            results.append(result)

    def cancel(self) -> None:
        """Asks the server to stop; a session that is not idle soon after is left to be closed."""
        with suppress(psycopg.Error, OutOfTime, TooMuch):
            self.session.cancel_safe(timeout=CANCEL_SECONDS)
            self.results(time.monotonic() + GRACE_SECONDS)

    def _send(self, deadline: float) -> None:
        while self.session.pgconn.flush():
            self.selector.modify(self.handle, selectors.EVENT_READ | selectors.EVENT_WRITE)
            self._wait(deadline)
            self.session.pgconn.consume_input()
        self.selector.modify(self.handle, selectors.EVENT_READ)

    def _wait(self, deadline: float) -> None:
        if not self.selector.select(max(0.0, deadline - time.monotonic())):
            raise OutOfTime

    def _arrived(self) -> int:
        try:
            return self.handle.recv_into(self.peek, flags=socket.MSG_PEEK)
        except OSError:
            return 0
