"""The variants of a text, one for each choice of values, and the runs that tell what they do."""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.attempt import Attempt
from rules.replay.hook_calls import HookCalls
from rules.replay.request import ReplayRequest
from rules.tuning.literal import Literal, Use, respelled, with_values
from rules.tuning.outcomes import Outcome, Returned
from rules.tuning.probing import Pair, line, plane
from rules.tuning.uses import DYNAMIC
from rules.vpop3.hooks import HookName

MARKER = -987_654_321.015_625
"""Stands for a value that a hook returns: no rule comes to it by chance."""

Point = tuple[float, ...]


class Run(NamedTuple):
    """A run that is wanted: the source, the hook, and the numbers that its globals hold."""

    hooks: "Loaded"
    hook: HookName
    numbers: Mapping[str, float] | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Loaded:
    """Variants that share their hooks and their source. `names` are the globals that stand for literals, by place. They
    stand where a literal is read, so that a run which does not come there does not read them."""

    calls: HookCalls
    source: bytes
    names: Mapping[int, str]


class Family:
    """All variants of one text: `points` are the values of `literals`, numbered from `first`."""

    def __init__(
        self,
        source: bytes,
        literals: Sequence[Literal],
        points: Sequence[Point],
        first: int,
        request: ReplayRequest,
        sandbox: Sandbox,
        cancellation: Cancellation,
    ) -> None:
        self._literals = literals
        self._points = dict(enumerate(points, first))
        free = [place for place, literal in enumerate(literals) if literal.use is Use.FREE]
        self._steps = [place for place, literal in enumerate(literals) if literal.use is Use.STEP]
        self._returned = [place for place, literal in enumerate(literals) if literal.use is Use.RETURNED]
        self.groups: list[tuple[Loaded, tuple[int, ...]]] = []
        together: dict[Point, list[int]] = {}
        for number, point in self._points.items():
            together.setdefault(tuple(point[place] for place in free), []).append(number)
        for values, numbers in together.items():
            present = [literal.value for literal in literals]
            for place, value in zip(free, values, strict=True):
                present[place] = value
            text = with_values(source, literals, present)
            calls = HookCalls(text, request, sandbox, cancellation)
            self.groups.append((self._loaded(source, present, calls), tuple(numbers)))

    def _loaded(self, source: bytes, values: Sequence[float], calls: HookCalls) -> Loaded:
        """Put globals in place of the numbers, so that all values share one source."""
        places = [
            place for place, literal in enumerate(self._literals) if not literal.is_sql and not DYNAMIC.search(source)
        ]
        names = {place: f"{_unused(source)}_{place}" for place in places}
        edits: list[tuple[int, int, str]] = []
        for place, literal in enumerate(self._literals):
            spelled = names.get(place) or literal.spelled(values[place])
            kept_in_local = place in names and literal.reads
            edits += [(*span, spelled) for span in (literal.reads if kept_in_local else [(literal.start, literal.end)])]
        return Loaded(calls=calls, source=respelled(source, edits), names=names)

    def key_of(self) -> Callable[[Attempt], object]:
        """Return what makes the calls for an attempt differ from those for others, in any of the variants."""
        called = {hook for loaded, _ in self.groups for hook in loaded.calls.called}
        return self.groups[0][0].calls.key_of(*called)

    def outcomes(
        self, loaded: Loaded, hook: HookName, variants: Sequence[int], guesses: Sequence[float]
    ) -> Generator[list[Run], list[Outcome], dict[int, Outcome]]:
        """Find what each of the variants comes to. They are of one group."""
        by_pair: dict[Pair, list[int]] = {}
        for variant in variants:
            by_pair.setdefault(self._pair(self._points[variant]), []).append(variant)
        asking = plane([*by_pair], guesses) if len(self._steps) > 1 else _only_line(by_pair, guesses)
        example = self._points[variants[0]]
        try:
            wanted = next(asking)
            while True:
                wanted = asking.send((yield [self._run(loaded, hook, example, pair) for pair in wanted]))
        except StopIteration as end:
            found: dict[Pair, Outcome] = end.value
        return {
            variant: self._with_returned(found[pair], self._points[variant])
            for pair, several in by_pair.items()
            for variant in several
        }

    def _pair(self, point: Point) -> Pair:
        values = [point[place] for place in self._steps]
        return (*values, 0.0, 0.0)[0], (*values, 0.0, 0.0)[1]

    def _run(self, loaded: Loaded, hook: HookName, example: Point, pair: Pair) -> Run:
        values = list(example)
        for place, value in zip(self._steps, pair, strict=False):
            values[place] = value
        for place in self._returned:
            values[place] = MARKER - place
        numbers = {name: values[place] for place, name in loaded.names.items()}
        return Run(loaded, hook, numbers or None)

    def _with_returned(self, outcome: Outcome, point: Point) -> Outcome:
        for place in self._returned:
            if isinstance(outcome, Returned):
                outcome = outcome.with_value(self._literals[place].place, MARKER - place, point[place])
        return outcome


def _only_line(
    by_pair: Mapping[Pair, object], guesses: Sequence[float]
) -> Generator[list[Pair], list[Outcome], dict[Pair, Outcome]]:
    found = yield from line(sorted(first for first, _ in by_pair), guesses)
    return {(first, 0.0): outcome for first, outcome in found.items()}


def _unused(source: bytes) -> str:
    """Return a name that the text does not hold."""
    used = {int(found) for found in re.findall(rb"tuned(\d{1,6})", source)}
    return f"tuned{next(number for number in range(len(used) + 1) if number not in used)}"
