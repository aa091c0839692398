"""Dry runs that were made, each under a link of its own; and the inputs that people come back to."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models

from rules.dryrun.run_inputs import RunInputs
from rules.models.scripts import Revision, Script

MAX_PRESET_NAME = 60


def new_key() -> str:
    return secrets.token_urlsafe(12)


class DryRun(models.Model):
    """`text` is what ran where that was no revision. `trace` is a `rules.dryrun.record`, `inputs` the dictionary of a
    `RunInputs`."""

    key = models.CharField(max_length=22, unique=True, default=new_key)
    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="dry_runs")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.BinaryField(null=True)
    ran = models.CharField(max_length=150)
    inputs = models.JSONField()
    domain = models.CharField(max_length=255)
    kind = models.CharField(max_length=10)
    sentence = models.TextField()
    trace = models.BinaryField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Dry run of {self.domain}"

    @property
    def run_inputs(self) -> RunInputs:
        return RunInputs.from_dict(self.inputs)

    @property
    def source(self) -> bytes:
        """The text that ran."""
        return bytes(self.revision.source if self.revision else self.text or b"")


class Preset(models.Model):
    """A person's inputs under a name; without one, those of their last dry run."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=MAX_PRESET_NAME, blank=True)
    inputs = models.JSONField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="one_preset_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def run_inputs(self) -> RunInputs:
        return RunInputs.from_dict(self.inputs)
