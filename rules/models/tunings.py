"""Numbers of a text that are tuned on the history: which, over which attempts, and what came of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from rules.models.scripts import Script


class Tuning(models.Model):
    """A tuning that background work does. Bound to the text, the live one, and the range.

    `parent` is the number of the revision that the text is, or was typed on. `inputs` is the dictionary of a
    `ReplayInputs`; `vary` are the literals and their values, as the command line writes them. `result` is the JSON of
    the engine's result. `worker` names the process that has it until `taken_until`; another one begins again.
    `problem` says why it waits, after so many `tries`, `failure` why it ended without a result.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="+")
    source = models.BinaryField()
    source_name = models.CharField(max_length=100)
    parent = models.PositiveIntegerField(null=True)
    live = models.BinaryField(null=True)
    inputs = models.JSONField()
    vary: models.JSONField[Any] = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    taken_until = models.DateTimeField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    share = models.FloatField(default=0)
    worked_seconds = models.FloatField(default=0)
    result: models.JSONField[Any] = models.JSONField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Tuning {self.pk}"

    @property
    def over(self) -> bool:
        return self.finished_at is not None or self.cancelled_at is not None
