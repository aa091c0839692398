"""The delivery of a live text to VPOP3: into its install folder, or by tokens to programs that fetch it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from rules.models.scripts import Revision, Script


class Delivery(models.Model):
    """A revision on its way into VPOP3's install folder.

    `tries` counts what went wrong since the last success; `problem` is that as a sentence, since `problem_since`, or
    why it is lost. `next_look`: when it is looked at again, while it is open. `old_before`: when the .LUA.OLD was
    changed that lay there before we wrote. Rows stay as the folder's history.
    """

    class State(models.TextChoices):
        """The state of a delivery. pending: waiting to be copied; waiting: copied, VPOP3 has not loaded it; taken: it
        has; lost: neither our file nor VPOP3's copy of it is there; superseded: a later delivery came before VPOP3."""

        PENDING = "pending"
        WAITING = "waiting"
        TAKEN = "taken"
        LOST = "lost"
        SUPERSEDED = "superseded"

    OPEN: ClassVar = (State.PENDING, State.WAITING)

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="deliveries")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    folder = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    old_before = models.BigIntegerField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    problem_since = models.DateTimeField(null=True)
    next_look = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["script"], condition=models.Q(state__in=("pending", "waiting")), name="one_open_delivery"
            )
        ]

    def __str__(self) -> str:
        return f"Delivery of revision {self.revision.number}: {self.state}"

    @property
    def open(self) -> bool:
        return self.state in self.OPEN


class PullToken(models.Model):
    """A token that lets a program fetch the live text of one script. Only its SHA-256 is kept, and its first
    characters."""

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="pull_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
