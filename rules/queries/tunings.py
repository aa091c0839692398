"""Tunings of numbers on the history."""

from django.db.models import QuerySet

from rules.models import Script, Tuning

LISTED = 20
HEAVY = ("source", "live", "result")
"""Columns that no list shows."""


def tuning(pk: int) -> Tuning | None:
    return Tuning.objects.select_related("script", "script__live").filter(pk=pk).first()


def tunings_of(of: Script) -> QuerySet[Tuning]:
    """Return the newest tunings of the script, newest first, without their texts."""
    return Tuning.objects.filter(script_id=of.pk).defer(*HEAVY)[:LISTED]
