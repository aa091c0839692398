"""Filters kept under a name."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from rules.models import SavedView
from rules.services import audit
from rules.services.errors import Refused

MOST = 50


def save_view(*, user: User, name: str, query: str, address: str | None = None) -> SavedView:
    """Save a view. Raises Refused for a name that this person has given already, and for more than 50."""
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # two tabs that save at once are counted one by one
            if SavedView.objects.filter(user=user).count() >= MOST:
                raise Refused(f"You already have {MOST} saved views. Delete one first.")
            view = SavedView.objects.create(user=user, name=name, query=query)
            audit.record(action="view_save", actor=user, address=address, view=name, query=query)
    except IntegrityError:
        raise Refused(f"You have a view {name} already: choose another name, or forget that one first.") from None
    return view


def delete_view(*, view: SavedView, user: User, address: str | None = None) -> None:
    """Delete a view. Raises Refused for another person's."""
    if view.user_id != user.pk:
        raise Refused("This view is somebody else's.")
    with transaction.atomic():
        audit.record(action="view_delete", actor=user, address=address, view=view.name, query=view.query)
        view.delete()
