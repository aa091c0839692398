"""Guards: which text was looked at, over which attempts, and what came of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from rules.models.scripts import Script


class Guard(models.Model):
    """A guard that background work does at one go. `against` is the text that was live, or null where none was;
    `live_since`: since when, as far as the time range goes back. `wanted` are the values of a `GuardSettings`, and
    `result` is the JSON of a guard's result, with its sentence. `worker` names the process that has it until
    `taken_until`. `problem` says why it waits, after so many `tries`, `failure` why there is no result."""

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="+")
    source = models.BinaryField()
    source_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    against = models.BinaryField(null=True)
    live_since = models.DateTimeField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    wanted = models.JSONField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    taken_until = models.DateTimeField(null=True)
    result: models.JSONField[Any] = models.JSONField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Guard {self.pk}"

    @property
    def over(self) -> bool:
        return self.finished_at is not None or self.cancelled_at is not None
