"""Questions to the past in sets that take a moment each, so that cancelling waits for no more than one of them."""

import time
from collections.abc import Iterator, Sequence

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.query import QueryAnswer
from rules.replay.past import Past, PastAnswer, Question

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

    def answers(self, questions: Sequence[Question], past: Past) -> Iterator[PastAnswer]:
        """Yield the answers in order. Raise Cancelled and PastLost."""
        start = 0
        while start < len(questions):
            if self._cancellation.cancelled:
                raise Cancelled
            part = questions[start : start + self._at_once]
            began = time.perf_counter()
            answers = past.answers(part)
            self._pace(time.perf_counter() - began)
            yield from answers
            self._notice_loss(answers)
            start += len(part)

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
