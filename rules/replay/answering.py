"""Questions to the past in sets that take a moment each, so that cancelling waits for no more than one of them."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.query import QueryAnswer
from rules.replay.past import Past, PastAnswer, Question, answers_in_turn

_LEAST_AT_ONCE, _MOST_AT_ONCE = 20, 2_000
_SECONDS_AT_ONCE = 0.15
"""The time for one set of questions."""
_LOST_AFTER = 50


class Cancelled(Exception):
    """The replay was cancelled while calls were open."""


class PastLost(Exception):
    """The past has stopped answering. The message is a sentence."""


class Answering:
    """Asks a past, and learns how many questions it answers in a moment."""

    def __init__(self, cancellation: Cancellation) -> None:
        self._cancellation = cancellation
        self._at_once = _LEAST_AT_ONCE
        self._unanswered = 0

    def answers(self, questions: Iterable[Question], past: Past) -> Iterator[PastAnswer]:
        """Yield the answers in order. Raise Cancelled and PastLost."""
        began = time.perf_counter()
        for answers in answers_in_turn(past, self._sets(iter(questions))):
            now = time.perf_counter()
            self._pace(now - began)
            yield from answers
            self._notice_loss(answers)
            began = now

    def _sets(self, questions: Iterator[Question]) -> Iterator[list[Question]]:
        while part := list(islice(questions, self._at_once)):
            if self._cancellation.cancelled:
                raise Cancelled
            yield part

    def _pace(self, seconds: float) -> None:
        if seconds < _SECONDS_AT_ONCE / 2:
            self._at_once = min(_MOST_AT_ONCE, self._at_once * 2)
        elif seconds > _SECONDS_AT_ONCE:
            self._at_once = max(_LEAST_AT_ONCE, self._at_once // 2)

    def _notice_loss(self, answers: Sequence[PastAnswer]) -> None:
        """Raise PastLost after many queries in a row to which there was no answer at all."""
        for answer in answers:
            if not (isinstance(answer, QueryAnswer) and answer.unanswered and not answer.truncated):
                self._unanswered = 0
                return
            self._unanswered += 1
            if self._unanswered >= _LOST_AFTER:
                raise PastLost(answer.error or "VPOP3's database does not answer.")
