"""Trials on history: which text, over which attempts, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from rules.models.scripts import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveText:
    """A time in which the text of a revision (its key) was live; `until` None: it is."""

    revision: int
    since: datetime
    until: datetime | None

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        since, until = (stored[name] and datetime.fromisoformat(stored[name]) for name in ("since", "until"))
        return cls(revision=stored["revision"], since=since, until=until)

    def to_dict(self) -> dict[str, object]:
        until = self.until.isoformat() if self.until else None
        return {"revision": self.revision, "since": self.since.isoformat(), "until": until}


class Replay(models.Model):
    """A replay that background work does, in steps. Bound to both texts, the range, and the rows that it saw.

    A `shadow` is one whose attempts are still to come: each is judged soon after it has ended, beside the text that is
    live then. `differing` counts the attempts on which both rule differently, and `steps_stored` tells a process that
    another one has stored a step.

    `inputs` is the dictionary of a `ReplayInputs`. `live_times`: which texts were live and when, each {revision
    (its key), since, until}. `result` is the JSON of the engine's result so far, `checkpoint` all that another process
    needs to go on; both belong to the parts that are stored. `worker` names the process that has
    it until `taken_until`. `problem` says why it waits, after so many
    `tries`, `failure` why it ended without reaching the end.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="+")
    source = models.BinaryField()
    source_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    against = models.BinaryField(null=True)
    against_name = models.CharField(max_length=100, blank=True)
    inputs = models.JSONField()
    live_times = models.JSONField(default=list)
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
    reached = models.DateTimeField(null=True)
    worked_seconds = models.FloatField(default=0)
    parts_stored = models.PositiveIntegerField(default=0)
    checkpoint: models.JSONField[Any] = models.JSONField(null=True)
    result: models.JSONField[Any] = models.JSONField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    shadow = models.BooleanField(default=False)
    differing = models.PositiveBigIntegerField(default=0)
    steps_stored = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["script", "sha256"], name="rules_replays_of_text"),
            models.Index(fields=["shadow", "finished_at"], name="rules_open_shadows"),
        ]

    def __str__(self) -> str:
        return f"Trial {self.pk}"

    @property
    def over(self) -> bool:
        return self.finished_at is not None or self.cancelled_at is not None


class ReplayPart(models.Model):
    """Replayed attempts in the order of their start, compressed: a million of them are some megabytes.

    `labels` counts the part's rows by label, and by verdict where that is a column of its own; `servers` maps a server
    to its rows, and to those of them that a text refuses. So a page unpacks only the parts that it shows.
    """

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    first = models.DateTimeField()
    last = models.DateTimeField()
    labels: models.JSONField[Any] = models.JSONField()
    servers: models.JSONField[Any] = models.JSONField()
    rows = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["replay", "number"], name="one_part_per_number")]

    def __str__(self) -> str:
        return f"Part {self.number} of {self.replay_id}"
