"""Filters that a person uses often."""

from typing import ClassVar

from django.conf import settings
from django.db import models

MAX_NAME = 60


class SavedView(models.Model):
    """A name for a filter of the send attempts, seen by its owner alone. `query` as in the list's address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=MAX_NAME)
    query = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
