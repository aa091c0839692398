"""A person's drafts."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from rules.models import Draft, Script


def drafts_of(of: Script, user: User, *, without: Draft | None = None) -> QuerySet[Draft]:
    """Return the person's drafts, newest first, with the number of the revision that each started from."""
    mine = Draft.objects.select_related("started_from").defer("started_from__source")
    drafts = mine.filter(script_id=of.pk, user=user)
    return drafts.exclude(pk=without.pk) if without else drafts


def draft(of: Script, user: User, version: str) -> Draft | None:
    return drafts_of(of, user).filter(version=version).first()


def newest_draft(of: Script, user: User) -> Draft | None:
    return drafts_of(of, user).first()


def others_writing(of: Script, user: User, since: datetime) -> list[Draft]:
    """Return the newest draft of each other person that was kept since then, newest first, without its text."""
    drafts = Draft.objects.filter(script_id=of.pk, saved_at__gte=since).exclude(user=user)
    newest: dict[int, Draft] = {}
    for draft in drafts.select_related("user").defer("text"):
        newest.setdefault(draft.user_id, draft)
    return list(newest.values())
