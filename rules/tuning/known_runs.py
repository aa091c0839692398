"""Runs for one class of attempts, each made only if no earlier one tells what it comes to."""

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

from rules.tuning.outcomes import Outcome
from rules.tuning.variants import Run

Ran = tuple[Outcome, Mapping[str, float]]
"""What a run came to, and the numbers that it read."""
Found = TypeVar("Found")
Finding = Generator[list[Run], list[Outcome], Found]


class KnownRuns:
    """What runs came to, by the numbers that they read: one that differs in none of these comes to the same."""

    def __init__(self) -> None:
        self._by_source: dict[object, dict[tuple[str, ...], dict[tuple[float, ...], Outcome]]] = {}

    def told(self, run: Run) -> Outcome | None:
        """Return what a run comes to, if that is known."""
        numbers = run.numbers or {}
        for names, outcomes in self._by_source.get((run.hook, run.hooks.source), {}).items():
            outcome = outcomes.get(tuple(numbers[name] for name in names))
            if outcome is not None:
                return outcome
        return None

    def knows_source(self, run: Run) -> bool:
        return (run.hook, run.hooks.source) in self._by_source

    def learn(self, run: Run, ran: Ran) -> None:
        outcome, read = ran
        names = tuple(sorted(read))
        known = self._by_source.setdefault((run.hook, run.hooks.source), {})
        known.setdefault(names, {})[tuple(read[name] for name in names)] = outcome


def all_of(findings: Sequence[Finding[Found]], known: KnownRuns) -> Generator[list[Run], list[Ran], list[Found]]:
    """Work all findings off together, and yield the runs that they need and nothing tells. The first run of a source
    goes alone, because it may spare all others."""
    found: dict[int, Found] = {}
    wanted: dict[int, list[Run]] = {}
    for place, finding in enumerate(findings):
        wanted[place] = next(finding)  # each wants at least one run
    while wanted:
        for place in list(wanted):
            _go_on(place, findings[place], wanted, found, known)
        asked = _asked(wanted, known)
        for run, ran in zip(asked, (yield asked) if asked else (), strict=True):
            known.learn(run, ran)
    return [found[place] for place in range(len(findings))]


def _go_on(
    place: int, finding: Finding[Found], wanted: dict[int, list[Run]], found: dict[int, Found], known: KnownRuns
) -> None:
    """Send a finding the outcomes that it wants, as long as all of them are known."""
    while (outcomes := [known.told(run) for run in wanted[place]]) and None not in outcomes:
        try:
            wanted[place] = finding.send(outcomes)  # type: ignore[arg-type]  # None is not in it
        except StopIteration as end:
            found[place] = end.value
            del wanted[place]
            return


def _asked(wanted: Mapping[int, Sequence[Run]], known: KnownRuns) -> list[Run]:
    """Return the runs that are not known, each once."""
    asked: dict[object, Run] = {}
    first: set[object] = set()
    for runs in wanted.values():
        for run in runs:
            source = run.hook, run.hooks.source
            if known.told(run) is not None or source in first:
                continue
            if not known.knows_source(run):
                first.add(source)
            asked.setdefault((source, tuple((run.numbers or {}).items())), run)
    return list(asked.values())
