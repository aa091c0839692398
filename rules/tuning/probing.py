"""Outcomes of a grid of values from few runs, where the text proves that they change at one value at most.

Each function is a generator: it yields the values that are to be run, is sent their outcomes, and returns those of all
values. So the runs of many calls go to the sandbox together.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Sequence
from itertools import pairwise

from rules.tuning.outcomes import Outcome

Value = float
Line = dict[Value, Outcome]
"""The outcomes of one literal's values."""
Pair = tuple[Value, Value]
Asking = Generator[list[Pair], list[Outcome], Line]


def line(values: Sequence[Value], guesses: Sequence[float], second: Value = 0.0) -> Asking:
    """Find the outcomes along the first literal; the second one keeps its value."""
    known: dict[int, Outcome] = {}
    wanted = near(values, guesses) or {0, len(values) - 1}
    while wanted:
        places = sorted(wanted)
        outcomes = yield [(values[place], second) for place in places]
        known.update(zip(places, outcomes, strict=True))
        wanted = _wanted(known, len(values))
    if len(known) == len(values):
        return {value: known[place] for place, value in enumerate(values)}
    places = sorted(known)
    begins = next((after for before, after in pairwise(places) if known[before] != known[after]), None)
    low, high = known[places[0]], known[places[-1]]
    return {value: low if begins is None or place < begins else high for place, value in enumerate(values)}


def _wanted(known: dict[int, Outcome], count: int) -> set[int]:
    """Return the places to run next; none where the one change is found, or there is none."""
    steps = [(low, high) for low, high in pairwise(sorted(known)) if known[low] != known[high]]
    if len(steps) > 1:  # what was proved does not hold, for a limit of the sandbox
        return set(range(count)) - known.keys()
    if not steps:
        return {0, count - 1} - known.keys()
    (low, high) = steps[0]
    return {(low + high) // 2} if high - low > 1 else set()


def near(values: Sequence[Value], guesses: Sequence[float]) -> set[int]:
    """Return the places around the first number at which the outcome probably changes, so that two runs prove it."""
    for guess in guesses:
        places = {bisect_left(values, guess) - 1, bisect_left(values, guess), bisect_right(values, guess)}
        places = {place for place in places if 0 <= place < len(values)}
        if len(places) > 1:
            return places
    return set()


def plane(pairs: Sequence[Pair], guesses: Sequence[float]) -> Generator[list[Pair], list[Outcome], dict[Pair, Outcome]]:
    """Find the outcomes of pairs of values, both of them proved: a row for each value of the second one."""
    rows: dict[Value, list[Value]] = {}
    for first, second in sorted(pairs):
        rows.setdefault(second, []).append(first)
    seconds = sorted(rows)
    known: dict[int, Line] = {}
    wanted = {0, len(seconds) - 1} | near(seconds, guesses[1:] or guesses)
    while wanted:
        for place in sorted(wanted):
            known[place] = yield from line(rows[seconds[place]], guesses, seconds[place])
        wanted = {
            (low + high) // 2
            for low, high in pairwise(sorted(known))
            if high - low > 1 and not _same(known[low], known[high], rows, seconds[low + 1 : high])
        }
    found: dict[Pair, Outcome] = {}
    last: Line = {}
    for place, second in enumerate(seconds):
        last = known.get(place, last)
        found.update({(first, second): last[first] for first in rows[second]})
    return found


def _same(low: Line, high: Line, rows: dict[Value, list[Value]], between: Sequence[Value]) -> bool:
    """Return whether two rows agree on all that the rows between them hold."""
    return all(
        first in low and first in high and low[first] == high[first] for second in between for first in rows[second]
    )
