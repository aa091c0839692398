"""Kept scenarios."""

from django.db.models import QuerySet

from rules.models import Scenario, Script


def scenarios_of(of: Script) -> QuerySet[Scenario]:
    return Scenario.objects.filter(script_id=of.pk)
