"""The send attempts as they were at past moments, for the queries of a script."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

from rules.lua.protocol.query import QueryAnswer, QueryFunction

UNASKED = "This query cannot be asked as of another moment"


class Question(NamedTuple):
    """The text of a query, and the moment (with its zone) at which the script asked it. There may be millions."""

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


@runtime_checkable
class PastAhead(Past, Protocol):
    """A past that looks up the next answers while the ones before are worked with."""

    def answers_ahead(self, sets: Iterable[Sequence[Question]]) -> Iterator[Sequence[PastAnswer]]:
        """Yield the answers to each set of questions, in order. The next set is taken before the answers to the one
        before it are yielded. Never raises."""
        ...


def answers_in_turn(past: Past, sets: Iterable[Sequence[Question]]) -> Iterator[Sequence[PastAnswer]]:
    """Yield the answers to each set, looked up ahead where the past can do that."""
    return past.answers_ahead(sets) if isinstance(past, PastAhead) else map(past.answers, sets)


def asking(past: Past, at: datetime) -> QueryFunction:
    """Return what answers each query of a script as of one moment."""

    def query(sql: str) -> QueryAnswer:
        (answer,) = answered(past, [(sql, at)])
        return answer

    return query


def answered(past: Past, questions: Sequence[tuple[str, datetime]]) -> list[QueryAnswer]:
    """Answer as a script is answered: a query that cannot be asked then gets an error."""
    answers = past.answers([Question(sql, at) for sql, at in questions])
    return [each if isinstance(each, QueryAnswer) else _refused(each) for each in answers]


def _refused(answer: NotAsOf) -> QueryAnswer:
    return QueryAnswer(error=f"{UNASKED}. {answer.reason}", unanswered=True)
