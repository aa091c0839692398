"""Answers that stay the same, so that two runs see the same DNS."""

from collections.abc import Sequence

from rules.resolver.answer import Answer, Question, Resolver
from rules.resolver.cache import key_of


class SteadyResolver:
    """A resolver that asks each question once. Unlike a cache, it gives the first answer again for failures and `fresh`
    questions too. For one thread."""

    def __init__(self, inner: Resolver) -> None:
        self._inner = inner
        self._answers: dict[Question, Answer] = {}

    def describe(self) -> str:
        return self._inner.describe()

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        keys = [key_of(question) for question in questions]
        if missing := [key for key in dict.fromkeys(keys) if key not in self._answers]:
            self._answers |= zip(missing, self._inner.lookup(missing, fresh=fresh), strict=True)
        return [self._answers[key] for key in keys]
