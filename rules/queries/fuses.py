"""Fuses of publications, and their judgements."""

from collections import Counter

from django.db.models import QuerySet

from rules.models import Fuse, FuseMinute, Script

HEAVY = ("revision__source", "former__source", "before", "position")


def fuses_of(of: Script) -> QuerySet[Fuse]:
    """Return the script's fuses, newest first."""
    known = Fuse.objects.filter(script_id=of.pk)
    return known.select_related("script", "revision", "former", "publication", "delivery").defer(*HEAVY)


def open_fuse(of: Script) -> Fuse | None:
    """Return the fuse of the text that is on trial now."""
    return fuses_of(of).filter(state__in=Fuse.OPEN).first()


def latest_fuse(of: Script) -> Fuse | None:
    return fuses_of(of).first()


def fuse(of: Script, pk: int) -> Fuse | None:
    return fuses_of(of).filter(pk=pk).first()


def fuse_of_publication(of: Script, publication: int) -> Fuse | None:
    return fuses_of(of).filter(publication_id=publication).first()


def last_minutes(of: Fuse, most: int) -> list[FuseMinute]:
    """Return the newest judgements, newest first."""
    return list(of.judgements.all()[:most])


def fuse_answers(of: Fuse) -> Counter[str]:
    """Count the judgements by their answer."""
    return Counter(of.judgements.order_by().values_list("answer", flat=True))
