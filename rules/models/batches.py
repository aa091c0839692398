"""Dry runs of many destinations at once, done in the background."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from rules.dryrun.run_inputs import BatchInputs
from rules.models.scripts import Script

MAX_DESTINATIONS = 5_000
"""The destinations that one batch may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A script's text, and its name for people."""

    source: bytes
    name: str


class Batch(models.Model):
    """`source` is tried, beside `against` where that is given; each has a name for people ("revision 4, live").

    `inputs` is the dictionary of a `BatchInputs`; `unread` lists the lines that named no domain, each
    {line, text, problem}.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="+")
    source = models.BinaryField()
    source_name = models.CharField(max_length=100)
    against = models.BinaryField(null=True)
    against_name = models.CharField(max_length=100, blank=True)
    inputs = models.JSONField()
    unread = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Batch {self.pk}"

    @property
    def run_inputs(self) -> BatchInputs:
        return BatchInputs.from_dict(self.inputs)

    @property
    def over(self) -> bool:
        return self.finished_at is not None or self.cancelled_at is not None


class BatchItem(models.Model):
    """One destination. The worker that takes it is trusted to work on it until the time that it notes.

    `tried` and `against` are {kind, reason, servers, hold_minutes, sentence}; `change` says what differs, and is
    empty where nothing does; `problem` why there is no answer. `times`: how often the list named it.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    domain = models.CharField(max_length=255)
    times = models.PositiveIntegerField(default=1)
    taken_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    tried: models.JSONField[Any] = models.JSONField(null=True)
    against: models.JSONField[Any] = models.JSONField(null=True)
    change = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "position"], name="one_item_per_position")]
        indexes: ClassVar = [models.Index(fields=["batch", "done_at"], name="rules_items_to_do")]

    def __str__(self) -> str:
        return self.domain

    @property
    def is_repeated(self) -> bool:
        return self.times > 1
