"""The four figures of a fuse: each with its limit, the number behind it, and an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from rules.fuse.answer import Answer
from rules.fuse.chance import at_least, at_most, upper_bound
from rules.fuse.counts import Prediction, Tally, Week

ENOUGH = 30
"""The attempts below which a share is not good yet, and a week is compared with nothing."""
UNLIKELY, LIKELY = 0.001, 0.05
"""A figure is bad where so much or worse has less than this chance at the limit; good where it has more than that."""
ERRORS_UNPREDICTED = 0.01
"""The share of script errors that is allowed where no replay predicted one."""
LEAST_DELIVERED = 0.5
"""The least share of deliveries that a text may let through, also where the replay said that it would let less."""
LEAST_REFUSAL = 60.0
"""A server that is refused for no longer than so many minutes is never bad."""
HOLDS = 3
"""The holds, one after the other, for which a server may be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`value` and `limit` are shares (0 to 1), deliveries a minute, or minutes. None: there is none. `n` is the number
    of attempts behind the value, or of servers; `before` is the same in the weeks before, `predicted` in the replay.
    `detail` names what it is about."""

    name: str
    value: float | None
    limit: float | None
    n: int
    answer: Answer
    before: float | None = None
    predicted: float | None = None
    detail: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"answer": self.answer.value}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{**stored, "answer": Answer(stored["answer"])})


def errors(tally: Tally, predicted: Prediction | None) -> Figure:
    """The share of attempts at which the text fails. Only what the text before it had as well is no reason to take it
    back. Nothing of it is recorded of the weeks before."""
    share, limit = None, ERRORS_UNPREDICTED
    if predicted and predicted.attempts:
        known = min(predicted.errors, predicted.former_errors)
        share, limit = predicted.errors / predicted.attempts, upper_bound(known, predicted.attempts)
    chance = at_least(tally.errors, tally.ruled, limit)
    return Figure(
        name="errors",
        value=_share(tally.errors, tally.ruled),
        limit=limit,
        n=tally.ruled,
        answer=_answer(chance, tally.ruled),
        predicted=share,
        detail=tally.error,
    )


def transient(tally: Tally, weeks: Sequence[Week], predicted: Prediction | None) -> Figure:
    """The share of transient failures. Its limit is the highest share that is likely behind one of the weeks, or behind
    the replay."""
    known = [each for each in weeks if each.attempts >= ENOUGH] or _pooled(weeks)
    limits = [upper_bound(each.transient, each.attempts) for each in known]
    share = None
    if predicted and predicted.allowed >= ENOUGH:
        share = predicted.allowed_transient / predicted.allowed
        limits.append(upper_bound(predicted.allowed_transient, predicted.allowed))
    limit = max(limits, default=None)
    chance = None if limit is None else at_least(tally.transient, tally.attempts, limit)
    return Figure(
        name="transient",
        value=_share(tally.transient, tally.attempts),
        limit=limit,
        n=tally.attempts,
        answer=_answer(chance, tally.attempts),
        before=max((each.transient / each.attempts for each in known), default=None),
        predicted=share,
    )


def deliveries(tally: Tally, weeks: Sequence[Week], minutes: int, predicted: Prediction | None) -> Figure:
    """The deliveries a minute. The limit is half of those in the week with fewest, less what the replay says will be
    held: mail varies from week to week by more than chance. Two rates are compared by how all the deliveries of both
    fall on the two times."""
    known = [each.delivered for each in weeks if each.attempts]
    passing = max(LEAST_DELIVERED, predicted.delivered_share) if predicted else 1.0
    observed = tally.timed_seconds / 60
    fewest = min(known, default=0)
    chance, limit = None, None
    if known and minutes and observed:
        before = fewest / minutes
        limit = before * passing / 2
        exposed = observed * passing / 2
        both = tally.timed_delivered + fewest
        chance = at_most(tally.timed_delivered, both, exposed / (exposed + minutes))
    return Figure(
        name="deliveries",
        value=tally.timed_delivered / observed if observed else None,
        limit=limit,
        n=tally.timed_delivered,
        answer=_answer(chance, fewest),
        before=fewest / minutes if known and minutes else None,
        predicted=fewest / minutes * passing if known and minutes and predicted else None,
    )


def refusals(refused: Mapping[str, int], asked: int, hold: float, predicted: Prediction | None) -> Figure:
    """The server that the text refuses for longest without a pause, in judged minutes; `refused` by server."""
    longest = predicted.longest_refusal if predicted else 0.0
    limit = max(LEAST_REFUSAL, HOLDS * hold, longest)
    server = max(refused, key=lambda name: refused[name], default="")
    value = float(refused.get(server, 0))
    answer = Answer.BAD if value > limit else Answer.GOOD if asked else Answer.UNKNOWN
    return Figure(
        name="refusals",
        value=value if asked else None,
        limit=limit,
        n=asked,
        answer=answer,
        predicted=longest if predicted else None,
        detail=server,
    )


def _answer(chance: float | None, known: int) -> Answer:
    """Say what a chance means. A bad figure needs no least number, as the chance is exact for few as well."""
    if chance is None or not known:
        return Answer.UNKNOWN
    if chance < UNLIKELY:
        return Answer.BAD
    return Answer.GOOD if chance > LIKELY and known >= ENOUGH else Answer.UNKNOWN


def _share(count: int, of: int) -> float | None:
    return count / of if of else None


def _pooled(weeks: Sequence[Week]) -> list[Week]:
    """Return all weeks as one, where that is enough to compare with."""
    attempts = sum(each.attempts for each in weeks)
    if attempts < ENOUGH:
        return []
    transient, delivered = sum(each.transient for each in weeks), sum(each.delivered for each in weeks)
    return [Week(attempts=attempts, transient=transient, delivered=delivered)]
