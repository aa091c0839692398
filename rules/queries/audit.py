"""Audit entries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rules.models import AuditEntry


def sign_in_locks(since: datetime) -> int:
    """Return how often a sign-in had to wait after guessed passwords."""
    return AuditEntry.objects.filter(action="sign_in_lock", at__gte=since).count()


def audit_entries(
    *,
    person: str = "",
    action: str = "",
    script: str = "",
    address: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Return entries, newest first; empty filters do not matter. `person` is part of a name, whatever its case,
    `address` the beginning of one."""
    wanted: dict[str, object] = {
        "actor_name__icontains": person,
        "action": action,
        "script__name": script,
        "address__istartswith": address,
        "at__gte": since,
        "at__lt": until,
    }
    known = AuditEntry.objects.select_related("script", "revision").defer("revision__source")
    return known.filter(**{name: value for name, value in wanted.items() if value}).order_by("-pk")


def audit_page(*, size: int, before: int | None = None, **filters: Any) -> list[AuditEntry]:
    """Return the newest entries of a filter, or the newest of those before the entry of that number."""
    found = audit_entries(**filters)
    return list((found if before is None else found.filter(pk__lt=before))[:size])


def all_audit_entries(**filters: Any) -> Iterator[AuditEntry]:
    """Yield all entries of a filter, a few at a time."""
    return audit_entries(**filters).iterator(chunk_size=500)


def audit_actions() -> list[str]:
    """Return the actions that occurred, by name."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())
