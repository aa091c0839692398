"""DNS answers of an earlier run, given again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rules.resolver.answer import Answer, Question, Status

SERVER = "pinned"


class PinnedResolver:
    """A resolver that gives pinned answers and nothing else: `missing` collects a sentence for each other question."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = {(answer.name, answer.rdtype): answer for answer in answers}
        self.missing: list[str] = []

    def describe(self) -> str:
        return f"pinned ({len(self._answers)} answers)"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:  # noqa: ARG002
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        name = question.name.lower().removesuffix(".")
        found = self._answers.get((name, question.rdtype))
        if found:
            return replace(found, server=SERVER)
        sentence = f"DNS was asked for the {question.rdtype} records of {name}, which are not pinned."
        self.missing.append(sentence)
        return Answer(name=name, rdtype=question.rdtype, status=Status.TIMEOUT, server=SERVER, detail=sentence)
