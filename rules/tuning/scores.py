"""The scores of variants, from counts of attempts by what all variants say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.replay.outcome import DELIVERED, TRANSIENT
from rules.replay.verdict import ALLOWED, ERROR, REROUTED, TURNED_AWAY, UNKNOWN, Ruling
from rules.tuning.attempt_class import Profile
from rules.tuning.literal import plain

Counted = Iterable[tuple[Profile, str, Mapping[int, int]]]
"""A profile, a provider, and the attempts by code."""

_WIDTH = 8
CHOSEN = 0
"""The stretch of the attempts on which values are chosen. Later stretches are those on which they are scored."""


def code(stretch: int, outcome: int, *, avoidable: bool) -> int:
    """Return what an attempt is counted under: the stretch of time, the outcome, and whether it could have been
    avoided."""
    return stretch * _WIDTH + outcome * 2 + avoidable


@dataclass(slots=True)
class Score:
    """What a variant comes to on a part of the time, in the words of a replay."""

    avoided: int = 0
    harmful: int = 0
    harm_minutes: float = 0.0
    missed_avoidable: int = 0
    without_minutes: int = 0
    rerouted: int = 0
    errors: int = 0
    unknown: int = 0
    attempts: int = 0

    @property
    def precision(self) -> float | None:
        refused = self.avoided + self.harmful
        return self.avoided / refused if refused else None

    @property
    def recall(self) -> float | None:
        avoidable = self.avoided + self.missed_avoidable
        return self.avoided / avoidable if avoidable else None

    def to_dict(self) -> dict[str, object]:
        return {
            "avoided": self.avoided,
            "harm_minutes": plain(self.harm_minutes),
            "precision": self.precision,
            "recall": self.recall,
            "harmful": self.harmful,
            "refusals_without_minutes": self.without_minutes,
            "rerouted": self.rerouted,
            "errors": self.errors,
            "unknown": self.unknown,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object], attempts: int) -> "Score":
        """Read what `to_dict` made; `missed_avoidable` is only in the recall."""
        names = ("avoided", "harm_minutes", "harmful", "rerouted", "errors", "unknown")
        values = {name: data[name] for name in names}
        return cls(**values, without_minutes=data["refusals_without_minutes"], attempts=attempts)  # type: ignore[arg-type]


@dataclass(slots=True)
class Scores:
    """The scores of one variant on both parts."""

    train: Score = field(default_factory=Score)
    test: Score = field(default_factory=Score)


def scores(counted: Counted, variants: int) -> list[Scores]:
    """Return the scores of all variants."""
    together: dict[Profile, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for profile, _provider, counts in counted:
        mine = together[profile]
        for each, count in counts.items():
            mine[each if each < _WIDTH else each % _WIDTH + _WIDTH] += count
    found = [Scores() for _ in range(variants)]
    for profile, mine in together.items():
        for each, count in mine.items():
            outcome, avoidable = each % _WIDTH // 2, bool(each % 2)
            for ruling, numbers in profile:
                for variant in numbers:
                    both = found[variant]
                    _add(both.test if each >= _WIDTH else both.train, ruling, outcome, avoidable, count)
    return found


def _add(score: Score, ruling: Ruling, outcome: int, avoidable: bool, count: int) -> None:
    score.attempts += count
    match ruling.verdict:
        case verdict if verdict == TURNED_AWAY:
            _turn_away(score, ruling, outcome, count)
        case verdict if verdict == ALLOWED:
            score.missed_avoidable += count if avoidable else 0
        case verdict if verdict == REROUTED:
            score.rerouted += count
        case verdict if verdict == ERROR:
            score.errors += count
        case verdict if verdict == UNKNOWN:
            score.unknown += count


def _turn_away(score: Score, ruling: Ruling, outcome: int, count: int) -> None:
    if ruling.minutes is None:
        score.without_minutes += count
    if outcome == TRANSIENT:
        score.avoided += count
    elif outcome == DELIVERED:
        score.harmful += count
        score.harm_minutes += count * (ruling.minutes or 0.0)


Difference = tuple[int, float]
"""How many more failures avoided, and how many more minutes of harm."""


def differences(counted: Counted, variant: int, other: int) -> list[Difference]:
    """Return what a variant does better and worse than another one in each block of the scored part: the attempts at
    one provider's servers in one stretch of time. Blocks without attempts are not there."""
    blocks: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0, 0.0])
    for profile, provider, counts in counted:
        first, second = _ruling(profile, variant), _ruling(profile, other)
        for each, count in counts.items():
            if each < _WIDTH or (first is None and second is None):
                continue
            block = blocks[provider, each // _WIDTH]
            outcome = each % _WIDTH // 2
            for sign, ruling in ((1, first), (-1, second)):
                if ruling is not None and ruling.verdict == TURNED_AWAY:
                    block[0] += sign * count * (outcome == TRANSIENT)
                    block[1] += sign * count * (outcome == DELIVERED) * (ruling.minutes or 0.0)
    return [(int(avoided), harm) for avoided, harm in blocks.values()]


def _ruling(profile: Profile, variant: int) -> Ruling | None:
    return next((ruling for ruling, numbers in profile if variant in numbers), None)
