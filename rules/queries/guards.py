"""Guards and their results."""

from django.db.models import QuerySet

from rules.models import Guard, Script

LISTED = 20


def guard(pk: int) -> Guard | None:
    return Guard.objects.select_related("script", "script__live").filter(pk=pk).first()


def guards_of(of: Script) -> QuerySet[Guard]:
    """Return the newest guards of the script, newest first, without their texts."""
    return Guard.objects.filter(script_id=of.pk).defer("source", "against")[:LISTED]
