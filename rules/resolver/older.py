"""A cache that still holds older answers: GetCheckCache decides whether they count."""

from collections.abc import Sequence
from dataclasses import replace

from rules.resolver.answer import Answer, Question, Resolver, Status
from rules.resolver.zone import ZoneResolver


class OlderAnswers:
    """Answers from the zone text, as from a cache, unless the question is `fresh`."""

    def __init__(self, inner: Resolver, older: ZoneResolver) -> None:
        self._inner = inner
        self._older = older

    def describe(self) -> str:
        return f"{self._inner.describe()}, with older answers in VPOP3's cache"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        if fresh:
            return self._inner.lookup(questions, fresh=True)
        kept = {question: answer for question in questions if (answer := self._kept(question))}
        rest = [question for question in questions if question not in kept]
        found = dict(zip(rest, self._inner.lookup(rest), strict=True)) if rest else {}
        return [kept.get(question) or found[question] for question in questions]

    def _kept(self, question: Question) -> Answer | None:
        [answer] = self._older.lookup([question])
        if answer.status is not Status.NOERROR:
            return None
        return replace(answer, cached=True, server="VPOP3's cache", detail="An older answer, from the cache.")
