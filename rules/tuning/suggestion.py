"""Values worth trying, from the history: how many failures pile up at a server, and how long it fails."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from rules.replay.attempt import HOUR, MINUTE, Attempt
from rules.replay.memory import EPISODE_GAP
from rules.replay.outcome import DELIVERED, TRANSIENT
from rules.tuning.literal import Literal, Use, plain
from rules.tuning.variation import MOST_VALUES

_FACTORS = (0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4, 6)
_SMALL = 100
"""A whole number up to this, held against something, is taken for a count."""
_SERIES = (0, 1, 2, 3, 4, 5, 7, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
_WINDOW = HOUR
_SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Seen:
    """What a part of the history shows."""

    def __init__(self, attempts: Iterable[Attempt]) -> None:
        self.failures: list[int] = []
        self.minutes: list[float] = []
        recent: dict[str, deque[int]] = defaultdict(deque)
        failing: dict[str, tuple[int, int]] = {}
        for attempt in attempts:
            if attempt.outcome == TRANSIENT:
                kept = recent[attempt.server]
                while kept and kept[0] < attempt.at - _WINDOW:
                    kept.popleft()
                self.failures.append(len(kept))
                kept.append(attempt.at)
                first, last = failing.get(attempt.server, (attempt.at, attempt.at))
                first = first if attempt.at - last < EPISODE_GAP else attempt.at
                failing[attempt.server] = first, attempt.at
            elif attempt.outcome == DELIVERED and attempt.server in failing:
                first, last = failing.pop(attempt.server)
                if attempt.at - last < EPISODE_GAP:
                    self.minutes.append((attempt.at - first) / MINUTE)


def suggested(literal: Literal, seen: Seen) -> tuple[float, ...]:
    """Return the values to try, the present one among them, smallest first."""
    present = literal.value
    if literal.is_hold or literal.is_sql:
        return _with(present, _multiples(literal, _reach(seen.minutes, present if literal.unit == "minutes" else 0)))
    if 0 < present < 1:
        return _with(present, _SHARES)
    if literal.is_whole and 0 <= present <= _SMALL and literal.use is not Use.RETURNED:
        return _with(present, _counts(present, seen.failures))
    return _with(present, _multiples(literal, 0))


def _counts(present: float, failures: Sequence[int]) -> list[float]:
    """Return whole numbers, the closer the smaller, up to what nearly all failures had before them, or to twice the
    present one."""
    most = max(_quantile(sorted(failures), 0.9), 2 * present, 5)
    found = [float(value) for value in _SERIES if value <= most]
    return found if len(found) < MOST_VALUES else [*found[:8], *found[8::2]]


def _reach(minutes: Sequence[float], present: float) -> float:
    """Return the time after which nine of ten servers that failed are well again, at most ten times the present one."""
    return min(_quantile(sorted(minutes), 0.9), 10 * present)


def _multiples(literal: Literal, reach: float) -> list[float]:
    factors = sorted({*_FACTORS, *([reach / literal.value] if literal.value and reach > literal.value else [])})
    found = [literal.value * factor for factor in factors]
    return [float(max(1, round(value))) if literal.is_whole and value > 0 else value for value in found]


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _with(present: float, values: Iterable[float]) -> tuple[float, ...]:
    found = sorted({plain(float(f"{value:.6g}")) for value in (present, *values)})
    while len(found) > MOST_VALUES:
        found.remove(max(value for value in found if value != present))
    return tuple(found)
