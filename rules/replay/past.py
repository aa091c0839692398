"""The send attempts as they were at past moments, for the queries of a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rules.lua.protocol.query import QueryAnswer


@dataclass(frozen=True, slots=True)
class Question:
    """The text of a query, and the moment (with its zone) at which the script asked it."""

    sql: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotAsOf:
    """No answer, because the query cannot be asked of the past. `reason` is a sentence."""

    reason: str


PastAnswer = QueryAnswer | NotAsOf
"""An error of PostgreSQL's is an answer, as it is in a dry run."""


class Past(Protocol):
    """Answers queries as of the moments at which they were asked. How long a row stays unreadable after its start
    (the lag) is a property of the past, so it is in no question."""

    def answers(self, questions: Sequence[Question]) -> Sequence[PastAnswer]:
        """Answer each question, in the order in which they were asked. Never raises."""
        ...
