"""The session in which a script's queries are asked as of past moments, behind the walls of every query of a script."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rules.outqueue.broker.past_transaction import PastTransaction, Row
from rules.outqueue.broker.session import ScriptSession
from rules.outqueue.broker.transaction import Check

Result = TypeVar("Result")


class PastSession(ScriptSession):
    """As ScriptSession, with statements of which each one asks many moments. These raise what the transaction raises,
    and Refused and Unavailable."""

    transaction_type = PastTransaction

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

    def _run(self, text: str, ask: Callable[[PastTransaction, Check | None], Result]) -> Result:
        check = self._admit(text)
        transaction = self._ready()
        assert isinstance(transaction, PastTransaction), "this session makes no other"
        try:
            return ask(transaction, check)
        finally:
            self._undo(transaction)
