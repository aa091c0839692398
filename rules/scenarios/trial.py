"""Running a kept scenario with a script: with pinned answers, or with live ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.dryrun.engine import World, run
from rules.dryrun.trace import DecisionEvent, Event
from rules.resolver.pinned import PinnedResolver
from rules.scenarios.case import Case
from rules.scenarios.pinned_queries import PinnedQueries


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result. `problems`: a sentence for each reason why the scenario failed; none where it passed."""

    events: Sequence[Event]
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems

    @property
    def told(self) -> DecisionEvent:
        last = self.events[-1]
        assert isinstance(last, DecisionEvent)
        return last


def pinned(source: bytes, case: Case, world: World) -> Trial:
    """Run with pinned answers. A question without one fails the scenario: nothing live is ever asked."""
    resolver, queries = PinnedResolver(case.pins.dns), PinnedQueries(case.pins.sql)
    events = list(run(source, case.inputs, replace(world, resolver=resolver, query=queries, sql="pinned")))
    missing = dict.fromkeys((*resolver.missing, *queries.missing))
    return _judged(events, case, tuple(missing))


def live(source: bytes, case: Case, world: World) -> Trial:
    """Run with DNS, SQL and the clock as `world` has them."""
    return _judged(list(run(source, replace(case.inputs, clock=None), world)), case, ())


def _judged(events: Sequence[Event], case: Case, missing: tuple[str, ...]) -> Trial:
    last = events[-1]
    assert isinstance(last, DecisionEvent)
    return Trial(events=events, problems=(*missing, *case.expected.unmet(last.decision)))
