"""Kept scenarios as pages show them: their results with a revision, and what drifted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.models import Revision, Scenario, ScenarioResult
from rules.resolver.answer import Answer
from rules.scenarios.case import MAX_NAME
from rules.scenarios.case_reader import read_case
from rules.scenarios.pins import PinnedQuery, Pins
from rules.vpop3.decision import Decision, Kind


class Drift(StrEnum):
    """The reason why a result differs: `script` decides otherwise on the same data, or the `world` has changed."""

    NONE = "none"
    SCRIPT = "script"
    WORLD = "world"
    BOTH = "both"


KEPT_AS = {
    Kind.SEND: "is sent",
    Kind.HOLD: "is held",
    Kind.FAIL: "fails",
    Kind.DEFER: "is tried again later",
}


def proposed_name(domain: str, decision: Decision) -> str:
    """Return a name for a test made of a dry run: what it guards, in a few words."""
    words = KEPT_AS[decision.kind]
    if decision.kind is Kind.SEND and decision.servers:
        words += f" to {decision.servers[0].label}"
    if decision.kind is Kind.HOLD and decision.hold_minutes:
        words += f" for {decision.hold_minutes:g} minutes"
    return f"{domain} {words}"[:MAX_NAME]


SENTENCES = {
    Drift.NONE: "It comes out as expected, with what was pinned and with the world of today.",
    Drift.SCRIPT: "The script decides otherwise than expected on the data that was pinned.",
    Drift.WORLD: "The script still decides as expected on what was pinned; DNS or the queue are other today.",
    Drift.BOTH: "It comes out otherwise than expected, with what was pinned and with the world of today.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """A scenario beside its result with one revision; `result` is None where it was not tried since it changed."""

    scenario: Scenario
    expected: str
    domain: str
    result: ScenarioResult | None

    @property
    def pinned(self) -> dict[str, Any] | None:
        return self.result.pinned if self.result else None

    @property
    def live(self) -> dict[str, Any] | None:
        return self.result.live if self.result else None

    @property
    def drift(self) -> Drift | None:
        if self.result is None:
            return None
        here, today = self.result.pinned["passed"], self.result.live is None or self.result.live["passed"]
        return {(True, True): Drift.NONE, (True, False): Drift.WORLD, (False, True): Drift.SCRIPT}.get(
            (here, today), Drift.BOTH
        )

    @property
    def drifted(self) -> bool:
        return self.drift not in {None, Drift.NONE}

    @property
    def sentence(self) -> str:
        return SENTENCES[self.drift] if self.drift else "Not tried with this revision yet."


def with_results(scenarios: Iterable[Scenario], results: Iterable[ScenarioResult]) -> list[ScenarioRow]:
    """Return the scenarios in the order given, each with its result with one revision."""
    by_scenario = {result.scenario_id: result for result in results}
    return [_one(scenario, by_scenario.get(scenario.pk)) for scenario in scenarios]


def _one(scenario: Scenario, result: ScenarioResult | None) -> ScenarioRow:
    case = read_case(scenario.definition)
    fresh = result if result and result.tried_at >= scenario.changed_at else None
    return ScenarioRow(scenario=scenario, expected=case.expected.sentence(), domain=case.inputs.domain, result=fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPins:
    """Answers, each with whether the other side lacks it: TTLs, which only run down, do not count."""

    dns: tuple[tuple[Answer, bool], ...]
    sql: tuple[tuple[PinnedQuery, bool], ...]

    @property
    def differ(self) -> bool:
        return any(differs for _, differs in (*self.dns, *self.sql))


def marked(pins: Pins, other: Pins) -> MarkedPins:
    known = {_said(answer) for answer in other.dns}
    return MarkedPins(
        dns=tuple((answer, _said(answer) not in known) for answer in pins.dns),
        sql=tuple((query, query not in other.sql) for query in pins.sql),
    )


def _said(answer: Answer) -> tuple[object, ...]:
    records = frozenset((record.name, record.rdtype, record.data) for record in (*answer.chain, *answer.records))
    return answer.name, answer.rdtype, answer.status, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The number of scenarios tried with a revision that came out as expected, with what they pinned. `waiting`: a
    worker is still trying some."""

    passed: int = 0
    tried: int = 0
    waiting: bool = False

    @property
    def failed(self) -> int:
        return self.tried - self.passed


def with_scores(
    revisions: Sequence[Revision], passes: Iterable[tuple[int, bool]], *, waiting: bool
) -> list[tuple[Revision, Score | None]]:
    """Return each revision with its score, or None where nothing was or will be tried. Only the first, which is the
    newest, may be `waiting`. `passes` are the results, each with the key of its revision."""
    tried: Counter[int] = Counter()
    passed: Counter[int] = Counter()
    for revision, fine in passes:
        tried[revision] += 1
        passed[revision] += bool(fine)
    found: list[tuple[Revision, Score | None]] = []
    for each in revisions:
        waiting = waiting and each is revisions[0]
        known = Score(passed=passed[each.pk], tried=tried[each.pk], waiting=waiting)
        found.append((each, known if tried[each.pk] or waiting else None))
    return found
