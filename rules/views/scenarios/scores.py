"""Scenarios and revisions with their results, for several pages."""

from collections.abc import Iterable

from rules import queries
from rules.models import Revision, Scenario
from rules.presentation import scenarios as present
from rules.presentation.scenarios import ScenarioRow, Score
from rules.services.scenario_results import pending


def with_results(scenarios: Iterable[Scenario], revision: Revision | None) -> list[ScenarioRow]:
    """Return the scenarios with their results, in the order given, with two queries however many there are."""
    kept = list(scenarios)
    return present.with_results(kept, queries.results_with(revision, kept))


def with_scores(revisions: Iterable[Revision]) -> list[tuple[Revision, Score | None]]:
    """Return each revision with its score, newest first."""
    listed = list(revisions)
    waiting = bool(listed) and pending(listed[0])
    return present.with_scores(listed, queries.passes_of(listed), waiting=waiting)


def score_of(revision: Revision | None) -> Score | None:
    return with_scores([revision])[0][1] if revision else None
