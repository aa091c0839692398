"""Kept scenarios, and their results."""

from collections.abc import Iterable

from django.db.models import QuerySet

from rules.models import Revision, Scenario, ScenarioResult, Script


def scenarios_of(of: Script) -> QuerySet[Scenario]:
    return Scenario.objects.filter(script_id=of.pk)


def scenario(of: Script, pk: int) -> Scenario | None:
    return Scenario.objects.select_related("script__live").filter(script_id=of.pk, pk=pk).first()


def results_with(revision: Revision | None, scenarios: Iterable[Scenario]) -> Iterable[ScenarioResult]:
    return ScenarioResult.objects.filter(revision=revision, scenario__in=scenarios) if revision else ()


def passes_of(revisions: Iterable[Revision]) -> Iterable[tuple[int, bool]]:
    """Return for each result of a scenario the key of its revision, and whether it passed with what was pinned."""
    results = ScenarioResult.objects.filter(revision__in=list(revisions))
    return results.values_list("revision_id", "pinned__passed")
