"""The fuse of a publication: it is judged every minute, and may take the text back."""

from typing import Any, ClassVar

from django.db import models

from rules.fuse.answer import Answer, AtEnd
from rules.models.audit import AuditEntry
from rules.models.deliveries import Delivery
from rules.models.scripts import Revision, Script


class Fuse(models.Model):
    """A revision that is live on trial; `former` is the one that would be taken back.

    `judged` counts judged minutes, out of `minutes`: a clock that jumps changes neither. `began_at` is by the clock of
    VPOP3's database, as the starts of attempts are, and `position` is after how many
    judged minutes reading began, and from where new ones are read. `tally`,
    `predicted` and `before` are the dictionaries of the counts in `rules.fuse`; `before` has a list for each week, of
    parts that are `before_step` minutes long, and `usual_servers` those with most attempts then. `refused`: since which
    judged minute the text has refused a server. `problem` says why it waits, or what could not be found out last.
    """

    class State(models.TextChoices):
        """waiting: VPOP3 has not loaded the text yet. replaced: another text went live meanwhile."""

        WAITING = "waiting"
        RUNNING = "running"
        KEPT = "kept"
        TAKEN_BACK = "taken_back"
        REPLACED = "replaced"

    class Why(models.TextChoices):
        """Why it ended: three of five judgements were bad, the time was up, or a person said so."""

        BLOWN = "blown"
        GOOD = "good"
        UNDECIDED = "undecided"
        PERSON = "person"

    OPEN: ClassVar = (State.WAITING, State.RUNNING)

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="fuses")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    publication = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="fuse")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    at_end = models.CharField(max_length=10, choices=[(each.value, each.value) for each in AtEnd])
    hold = models.FloatField(default=0)
    predicted: models.JSONField[Any] = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    position: models.JSONField[Any] = models.JSONField(null=True)
    before: models.JSONField[Any] = models.JSONField(null=True)
    before_step = models.FloatField(default=1)
    usual_servers: models.JSONField[Any] = models.JSONField(default=list)
    judged = models.PositiveIntegerField(default=0)
    tally: models.JSONField[Any] = models.JSONField(default=dict)
    refused: models.JSONField[Any] = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    ended_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["script"], condition=models.Q(state__in=("waiting", "running")), name="one_open_fuse"
            )
        ]

    def __str__(self) -> str:
        return f"Fuse of revision {self.revision.number}: {self.state}"

    @property
    def open(self) -> bool:
        return self.state in self.OPEN


class FuseMinute(models.Model):
    """The judgement of one minute; `figures` are the dictionaries of `rules.fuse.figures.Figure`."""

    fuse = models.ForeignKey(Fuse, on_delete=models.CASCADE, related_name="judgements")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Answer])
    figures: models.JSONField[Any] = models.JSONField(default=list)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["fuse", "number"], name="one_judgement_per_minute")]

    def __str__(self) -> str:
        return f"Minute {self.number} of {self.fuse_id}: {self.answer}"
