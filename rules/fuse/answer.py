"""The answers of a fuse, and what follows from several of them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum


class Answer(StrEnum):
    """unknown: too little is known to say either."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


class AtEnd(StrEnum):
    """What was chosen for an end without a decision."""

    KEEP = "keep"
    TAKE_BACK = "take_back"


class Step(StrEnum):
    """What follows from a judgement. blown: the former text goes live again at once."""

    GO_ON = "go_on"
    BLOWN = "blown"
    KEEP = "keep"
    TAKE_BACK = "take_back"


OF_LAST, ENOUGH = 5, 3
"""The judgements that count together, and how many of them decide."""


def together(answers: Iterable[Answer]) -> Answer:
    """Return the answer of all figures: one that is bad is enough, and all have to be good."""
    found = set(answers)
    if Answer.BAD in found:
        return Answer.BAD
    return Answer.GOOD if found == {Answer.GOOD} else Answer.UNKNOWN


def next_step(answers: Sequence[Answer], *, judged: int, minutes: int, at_end: AtEnd) -> Step:
    """Return what follows after `judged` of the fuse's `minutes`; `answers` are the judgements, oldest first."""
    last = list(answers)[-OF_LAST:]
    if last.count(Answer.BAD) >= ENOUGH:
        return Step.BLOWN
    if judged < minutes:
        return Step.GO_ON
    if last.count(Answer.GOOD) >= ENOUGH:
        return Step.KEEP
    return Step.KEEP if at_end is AtEnd.KEEP else Step.TAKE_BACK
