"""Filters that a person keeps under a name."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from rules.models import SavedView


def saved_views_of(user: User) -> QuerySet[SavedView]:
    """Return the person's views, by name."""
    return SavedView.objects.filter(user=user)


def saved_view(user: User, pk: int) -> SavedView | None:
    """Return the person's view; None also for somebody else's."""
    return SavedView.objects.filter(user=user, pk=pk).first()
