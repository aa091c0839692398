"""mxadmin's own tables. Revisions and audit entries are only ever added."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from rules.names import MAX_NAME, validate_script_name

MAX_MESSAGE = 200


class AppendOnlyError(TypeError):
    """Rows of this table are never changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def _refuse(self, *_args: object, **_values: object) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed or deleted.")

    update = delete = bulk_update = update_or_create = _refuse
    update.alters_data = True  # type: ignore[attr-defined]  # templates must not call it


class AppendOnly(models.Model):
    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self} is stored: it is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self} is stored: it is never deleted.")


class Script(models.Model):
    """A script as VPOP3 knows it by name. `live` is the revision that was published."""

    name = models.CharField(max_length=MAX_NAME, unique=True, validators=[validate_script_name])
    live = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="live_in")
    live_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

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

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["script", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revisions_start_at_1"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"


class AuditEntry(AppendOnly):
    """Who did what. Names are kept as text, so that an entry outlives the account."""

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
