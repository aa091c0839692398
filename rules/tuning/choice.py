"""Which points are efficient, and whether one is better than the present text by more than chance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from rules.tuning.scores import Counted, Difference, Score, Scores, differences

RESAMPLES = 1_000
_SEED = 15
_LEAST_BLOCKS = 5
"""Blocks in which two texts differ, without which nothing is said of chance."""
METHOD = (
    "The last third is cut into blocks, the attempts at one provider's servers within six hours, and drawn again "
    f"{RESAMPLES:,} times from these blocks; a difference counts where 95 % of the draws have its sign."
)
_BETTER = "It is better on the first two thirds of the time, and on the last third by more than chance."
_NONE_BETTER = (
    "Nothing is recommended: on the first two thirds of the time no choice is better than the present text without "
    "being worse in something."
)
_TOO_FEW = (
    "Nothing is recommended: on the last third of the time the choice that looked best differs from the present text "
    "in too few places to say anything."
)
_CHANCE = (
    "Nothing is recommended: on the last third of the time the choice that looked best differs from the present text "
    "by no more than chance."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What 95 % of the draws come to: from `low` to `high`."""

    low: float
    high: float

    @property
    def is_more(self) -> bool:
        return self.low > 0

    @property
    def is_less(self) -> bool:
        return self.high < 0

    def to_dict(self) -> list[float]:
        return [self.low, self.high]


def efficient(scored: Sequence[Score]) -> list[bool]:
    """Say for each point whether no other one avoids as many failures for less harm, or more for as little. A point at
    which the script fails is never efficient."""
    order = sorted(range(len(scored)), key=lambda place: (scored[place].harm_minutes, -scored[place].avoided))
    found, most, harm = [False] * len(scored), -1, -1.0
    for place in order:
        score = scored[place]
        if score.errors:
            continue
        found[place] = score.avoided > most or (score.avoided == most and score.harm_minutes == harm)
        if score.avoided > most:
            most, harm = score.avoided, score.harm_minutes
    return found


def better(scores: Sequence[Scores], present: int, allowed: Sequence[int]) -> list[int]:
    """Return the points that are better than the present one on the part on which values are chosen, in what they
    avoid or in the harm, and worse in nothing: the best first."""
    base = scores[present].train
    found = [place for place in allowed if place != present and _beats(scores[place].train, base)]
    most = max((abs(scores[place].train.avoided - base.avoided) for place in found), default=0) or 1
    harm = max((abs(scores[place].train.harm_minutes - base.harm_minutes) for place in found), default=0) or 1
    return sorted(
        found,
        key=lambda place: (
            (base.avoided - scores[place].train.avoided) / most
            + (scores[place].train.harm_minutes - base.harm_minutes) / harm
        ),
    )


def _beats(score: Score, base: Score) -> bool:
    if score.errors > base.errors or score.unknown > base.unknown:
        return False
    mine, other = _values(score), _values(base)
    return mine != other and all(value >= than for value, than in zip(mine, other, strict=True))


def _values(score: Score) -> tuple[float, ...]:
    """Return what is better the more it is."""
    return score.avoided, -score.harm_minutes, -score.harmful


def drawn_again(blocks: Sequence[Difference]) -> tuple[Interval, Interval] | None:
    """Return the intervals of both differences, in failures avoided and in minutes of harm; None where too few blocks
    differ to say anything."""
    if sum(avoided != 0 or harm != 0 for avoided, harm in blocks) < _LEAST_BLOCKS:
        return None
    chance = random.Random(_SEED)  # noqa: S311 - the same draws every time
    sums = []
    for _ in range(RESAMPLES):
        draw = chance.choices(blocks, k=len(blocks))
        sums.append((sum(avoided for avoided, _ in draw), sum(harm for _, harm in draw)))
    return _interval([avoided for avoided, _ in sums]), _interval([harm for _, harm in sums])


def _interval(sums: Sequence[float]) -> Interval:
    ordered, cut = sorted(sums), len(sums) * 25 // 1000
    return Interval(low=ordered[cut], high=ordered[-1 - cut])


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Whether a point is recommended, and the sentence that says why or why not. `place` is that of the point."""

    sentence: str
    place: int | None = None
    avoided: Interval | None = None
    harm: Interval | None = None


def advise(scores: Sequence[Scores], present: int, allowed: Sequence[int], counted: Counted) -> Advice:
    """Recommend the point that is best on the first part, if it is better on the second one by more than chance."""
    candidates = better(scores, present, allowed)
    if not candidates:
        return Advice(sentence=_NONE_BETTER)
    intervals = drawn_again(differences(counted, candidates[0], present))
    if intervals is None:
        return Advice(sentence=_TOO_FEW)
    avoided, harm = intervals
    if (avoided.is_more or harm.is_less) and not (avoided.is_less or harm.is_more):
        return Advice(sentence=_BETTER, place=candidates[0], avoided=avoided, harm=harm)
    return Advice(sentence=_CHANCE, avoided=avoided, harm=harm)
