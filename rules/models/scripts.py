"""Scripts, and the numbered revisions of their text."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rules.models.append_only import AppendOnly
from rules.models.script_name import MAX_NAME, validate_script_name
from rules.text import encoding

MAX_MESSAGE = 200
MESSAGE_NEEDED = "Say in a few words what you changed."


class Script(models.Model):  # type: ignore[django-manager-missing]
    """A script as VPOP3 knows it by name. `live` is the revision that was published.

    Never deleted: an archived one is only read until it is brought back.
    """

    name = models.CharField(max_length=MAX_NAME, unique=True, validators=[validate_script_name])
    live = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="live_in")
    live_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name that a script had before: links to it still work."""

    name = models.CharField(max_length=MAX_NAME, unique=True)
    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="former_names")

    def __str__(self) -> str:
        return self.name


class Revision(AppendOnly):
    """One stored text of a script, numbered from 1 without gaps.

    `parent` is the revision that the author started from; `reverts` the older one whose text this one brings back.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    message = models.CharField(max_length=MAX_MESSAGE, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reverts = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    came = went = False  # not stored: a search among revisions says with which ones its words came or went

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["script", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revisions_start_at_1"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    @property
    def number_before(self) -> int:
        """The number of the revision before it; 0, the empty script, where it is the first."""
        return self.number - 1


def source_of(revision: Revision | None) -> bytes:
    """Return the stored text; empty where there is no revision. (A database's driver may give another type.)"""
    return bytes(revision.source) if revision else b""


def as_stored(typed: str, revision: Revision | None) -> bytes:
    """Return typed text with the encoding and the line ends of the revision that it was begun on.

    Raises UnusableText.
    """
    return encoding.to_bytes(typed, like=source_of(revision))
