"""The session in which a script's queries are asked as of past moments, behind the walls of every query of a script."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar, cast

import psycopg
from psycopg import sql

from rules.outqueue.broker.past_transaction import OWN_STATEMENT_SECONDS, PastTransaction, Row, Together
from rules.outqueue.broker.privileges import Privileges
from rules.outqueue.broker.protocol import OutOfTime, ServerError, TooMuch
from rules.outqueue.broker.session import ScriptSession
from rules.outqueue.broker.transaction import Check
from rules.outqueue.connection.database import Row as OwnRow
from rules.outqueue.connection.encoding import loaded_rows
from rules.outqueue.connection.unavailable import Trouble, Unavailable

Result = TypeVar("Result")


class PastSession(ScriptSession):
    """As ScriptSession, with statements of which each one asks many moments. These raise what the transaction raises,
    and Refused and Unavailable."""

    transaction_type = PastTransaction

    @cached_property
    def _role(self) -> Privileges:
        return self._privileges.get()

    def _known_privileges(self) -> Privileges:
        """Those at the beginning: asking again would take a second connection beside the one that is open for long."""
        return self._role

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled

    @property
    def longest_text(self) -> int:
        return self._bounds.characters

    @property
    def most_rows(self) -> int:
        return self._bounds.rows

    @property
    def most_bytes(self) -> int:
        return self._bounds.bytes

    def parameter_types(self, text: str) -> list[str]:
        return self._run(text, lambda own, check: own.parameter_types(text, check))

    def answer_columns(self, text: str, parameters: Sequence[str]) -> tuple[str, ...]:
        return self._run(text, lambda own, check: own.answer_columns(text, parameters, check))

    def together(self, text: str, parameters: Sequence[str], columns: int) -> dict[int, list[Row]]:
        """Return the rows by the number of their moment."""
        return self._run(text, lambda own, check: own.together(text, parameters, columns, check))

    def begin_together(self, text: str, parameters: Sequence[str], columns: int) -> Together:
        """Ask as `together` does, and do not wait: others may be asked before `end_together`."""
        check = self._admit(text)
        transaction = self._transaction
        if transaction is None or self._cancelled or not cast("PastTransaction", transaction).is_busy:
            transaction = self._ready()
        return cast("PastTransaction", transaction).begin_together(text, parameters, columns, check)

    def end_together(self, asked: Together) -> dict[int, list[Row]]:
        if asked.by is not self._transaction:
            raise psycopg.OperationalError("the connection was lost")
        try:
            return asked.by.end_together(asked)
        except (OutOfTime, TooMuch, psycopg.Error):  # What was asked behind it is lost as well.
            asked.by.session.close()
            self._release()
            raise

    def own_rows(self, statement: sql.Composed) -> list[OwnRow]:
        """Return the rows of a statement of ours, which sees what the script's queries see. Raises Unavailable."""
        transaction = self._ready()
        assert isinstance(transaction, PastTransaction), "this session makes no other"
        try:
            result = transaction.own(statement.as_string(None))
            return loaded_rows(result, transaction.session)
        except (ServerError, OutOfTime, TooMuch, psycopg.Error) as problem:
            raise self._trouble(problem) from problem
        finally:
            self._undo(transaction)

    def _trouble(self, problem: Exception) -> Unavailable:
        match problem:
            case OutOfTime():
                failure = f"did not send the attempts within {OWN_STATEMENT_SECONDS} s"
            case TooMuch():
                failure = "sent more of the attempts than fits into memory"
            case ServerError():
                failure = f"refused to send the attempts: {problem}"
            case _:
                failure = "ended the connection"
        return Unavailable(f"{self._database} {failure}.", Trouble.FAILED)

    def _run(self, text: str, ask: Callable[[PastTransaction, Check | None], Result]) -> Result:
        check = self._admit(text)
        transaction = self._ready()
        assert isinstance(transaction, PastTransaction), "this session makes no other"
        try:
            return ask(transaction, check)
        finally:
            self._undo(transaction)
