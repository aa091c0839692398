"""The queries of one run of a script: one connection, opened at the first query, returned clean."""

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace

import psycopg

from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker import empty_table, error_messages
from rules.outqueue.broker.function_gate import refusal
from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.privileges import KnownPrivileges, Privileges
from rules.outqueue.broker.protocol import CANCEL_SECONDS, OutOfTime, ServerError, TooMuch
from rules.outqueue.broker.transaction import Check, Table, Transaction
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Unavailable

Ask = Callable[[Transaction, str, Check | None], Table]


class Refused(Exception):
    """The query is not run, or its rows are not handed out. The message is a sentence."""


class BadText(Refused):
    """A query that PostgreSQL could not read for anybody, VPOP3 included."""


class ScriptSession:
    """The queries of one run, for one thread at a time. `close` it."""

    transaction_type: type[Transaction] = Transaction

    def __init__(self, database: Vpop3Database, bounds: Bounds, privileges: KnownPrivileges, *, snapshot: bool) -> None:
        self._database = database
        self._bounds = bounds
        self._privileges = privileges
        self._snapshot = snapshot
        self._lent = ExitStack()
        self._transaction: Transaction | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """End the query that runs, from any thread, and let no other begin. Not after `close`."""
        self._cancelled = True
        if transaction := self._transaction:
            with suppress(psycopg.Error):
                transaction.session.cancel_safe(timeout=CANCEL_SECONDS)

    def query(self, text: str) -> QueryAnswer:
        """Run a query. Never raises: an error is in the answer's `error`."""
        return self._tried(text, Transaction.select)

    def explain(self, text: str) -> QueryAnswer:
        """Return the plan, a row for each line. The query is admitted like any other and not run. Never raises."""
        return self._tried(text, Transaction.explain)

    def _tried(self, text: str, ask: Ask) -> QueryAnswer:
        started = time.perf_counter()
        error, position, unanswered = "", None, True
        try:
            return self._answer(text, ask)
        except (Refused, Unavailable) as problem:
            error, unanswered = str(problem), not isinstance(problem, BadText)
        except ServerError as problem:
            error, position = error_messages.complaint(problem, text, self._bounds)
            unanswered = problem.state in error_messages.OURS
        except OutOfTime:
            error = error_messages.out_of_time(self._bounds)
        except TooMuch:
            error = error_messages.cut("bytes", self._bounds)
            return QueryAnswer(error=error, truncated=True, unanswered=True, elapsed_ms=_since(started))
        except psycopg.Error:
            error = f"{self._database} ended the connection while the query ran."
        return QueryAnswer(error=error, position=position, unanswered=unanswered, elapsed_ms=_since(started))

    def close(self) -> None:
        """Return the connection in its original state, or close it where that cannot be."""
        if self._transaction:
            try:
                self._transaction.discard()
            except (psycopg.Error, ServerError, OutOfTime, TooMuch):
                self._transaction.session.close()
        self._release()

    def _answer(self, text: str, ask: Ask) -> QueryAnswer:
        check = self._admit(text)
        transaction = self._ready()
        started, error = time.perf_counter(), None
        try:
            table = ask(transaction, text, check)
        except ServerError as problem:
            error = problem
        except UnicodeEncodeError as problem:
            raise BadText(f"The database's encoding has no {problem.object[problem.start]!r}.") from None
        finally:
            elapsed = _since(started)
            self._undo(transaction)
        if error is not None:
            return self._without_table(error, text, ask)
        return QueryAnswer(
            columns=table.columns,
            rows=table.rows,
            elapsed_ms=elapsed,
            error=error_messages.cut(table.cut, self._bounds) if table.cut else None,
            truncated=bool(table.cut),
            unanswered=bool(table.cut),
        )

    def _ready(self) -> Transaction:
        """Return the transaction for the next query. Raises Refused after `cancel`, and Unavailable."""
        transaction = self._opened()
        if self._cancelled:
            raise Refused("The run was cancelled.")
        return transaction

    def _without_table(self, error: ServerError, text: str, ask: Ask) -> QueryAnswer:
        """Return the answer of an empty table where VPOP3 has not made its own yet. Raises all other errors."""
        instead = empty_table.instead(text) if empty_table.is_missing(error) else None
        if instead is None:
            raise error
        return replace(self._answer(instead, ask), note=empty_table.NOTE)

    def _admit(self, text: str) -> Check | None:
        """Check the tables that the query touches, where the role may read too much. Raises Refused."""
        if len(text) > self._bounds.characters:
            raise BadText(f"The query is longer than {self._bounds.characters:,} characters.")
        if "\0" in text:
            raise BadText("The query contains a NUL character, which PostgreSQL cannot read.")
        if not text.strip():
            raise BadText("The query is empty.")
        privileges = self._known_privileges()
        if privileges.beyond:
            raise Refused(role_refusal(privileges))
        if sentence := refusal(text, privileges.volatile):
            raise Refused(sentence)
        return self._confine if privileges.elsewhere else None

    def _known_privileges(self) -> Privileges:
        return self._privileges.get()

    def _confine(self, touched: list[tuple[str, str]]) -> None:
        outside = [f"{schema}.{name}" for schema, name in touched if schema not in self._bounds.schemas]
        if outside:
            raise Refused(
                f"The query reads {', '.join(outside)}. The configured role may read more than VPOP3's queue, so "
                f"scripts are kept to {', '.join(self._bounds.schemas)}. The connection page has the SQL for a "
                "proper role."
            )

    def _opened(self) -> Transaction:
        try:
            return self._open(self._transaction or self._lease(fresh=False))
        except psycopg.Error:  # It had died unnoticed. Nothing of the script has run in it.
            self._release()
            return self._open(self._lease(fresh=True))

    def _open(self, transaction: Transaction) -> Transaction:
        try:
            transaction.open()
        except OutOfTime:
            self._undo(transaction)
            raise self._database.mark_frozen() from None
        return transaction

    def _lease(self, *, fresh: bool) -> Transaction:
        session = self._lent.enter_context(self._database.lease(fresh=fresh)).session
        self._transaction = self.transaction_type(session, self._bounds, snapshot=self._snapshot)
        return self._transaction

    def _undo(self, transaction: Transaction) -> None:
        with suppress(psycopg.Error, ServerError, OutOfTime, TooMuch):
            transaction.roll_back()
            if not transaction.session.closed:
                return
        transaction.session.close()
        self._release()

    def _release(self) -> None:
        if self._transaction:
            self._transaction.close()
        self._transaction = None
        self._lent.close()


def role_refusal(privileges: Privileges) -> str:
    """Return the reason why scripts may not use this role."""
    return (
        f"Queries of scripts are not run: the role {privileges.role} has {', '.join(privileges.beyond)}, which reaches "
        "beyond a read-only transaction. The connection page has the SQL for a role that may only read."
    )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
