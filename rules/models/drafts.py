"""Texts that somebody typed and has not saved yet."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rules.models.scripts import Revision, Script


class Draft(models.Model):
    """One person's unsaved text of one script, in UTF-8 with plain line ends: gone as soon as it is a revision.

    `started_from` is the revision that was latest when the editor was opened. `tab` names the page that wrote it
    last and `version` that writing: a page that knows neither begins a draft of its own beside it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="drafts")
    started_from = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.BinaryField()
    version = models.CharField(max_length=32)
    tab = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return f"Draft of {self.script}"
