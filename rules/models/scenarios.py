"""Scenarios that were kept as tests of a script, and their latest results."""

from typing import ClassVar

from django.db import models

from rules.models.scripts import Revision, Script
from rules.scenarios.case import MAX_NAME as MAX_SCENARIO_NAME


class Scenario(models.Model):
    """`definition` is the plain form of a `rules.scenarios.case.Case`."""

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=MAX_SCENARIO_NAME)
    definition = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["script", "name"], name="one_scenario_per_name")]

    def __str__(self) -> str:
        return self.name


class ScenarioResult(models.Model):
    """The latest result of a scenario with a revision.

    `pinned` and `live` are {passed, problems, sentence, decision, lines, ledger}; `live` is null where only the pinned
    answers were tried. A result older than the scenario's last change is obsolete.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="results")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    pinned = models.JSONField()
    live = models.JSONField(null=True)
    tried_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scenario", "revision"], name="one_result_per_scenario_and_revision")
        ]

    def __str__(self) -> str:
        return f"{self.scenario} with {self.revision}"
