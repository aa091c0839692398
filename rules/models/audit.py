"""The audit trail: each action with its person and time."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rules.models.append_only import AppendOnly
from rules.models.scripts import Revision, Script

MAX_REASON = 500
"""The characters of a reason for publishing although a check did not pass. The audit trail keeps it."""

PUBLICATIONS = ("revision_publish", "revision_roll_back", "fuse_take_back")
"""The actions that make a revision live."""


class AuditEntry(AppendOnly):
    """An action and its person. Names are kept as text, so that an entry outlives the account."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=40)
    script = models.ForeignKey(Script, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name}"
