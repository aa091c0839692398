"""Publications: when which revision went live, as the audit trail has it."""

from dataclasses import dataclass
from datetime import datetime

from rules.models import AuditEntry, Revision, Script

ACTION = "revision_publish"
MOST = 200
"""The newest publications that a page lists."""
MOST_MARKS = 40
"""The publications that one chart marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """`until` is the time of the next one; None: it is live. `revision` is without its text."""

    pk: int
    at: datetime
    until: datetime | None
    revision: Revision
    replaced: int | None
    actor_name: str
    reason: str


def publications_of(of: Script) -> list[Publication]:
    """Return the newest publications of the script, newest first."""
    if of.pk is None:
        return []
    known = AuditEntry.objects.filter(script_id=of.pk, action=ACTION, revision__isnull=False)
    entries = list(known.select_related("revision").defer("revision__source").order_by("-pk")[:MOST])
    ends: list[datetime | None] = [None, *(entry.at for entry in entries)]
    return [_publication(entry, until) for entry, until in zip(entries, ends, strict=False)]


def publication(of: Script, pk: int) -> Publication | None:
    """Return the publication that the audit trail has under that key."""
    known = AuditEntry.objects.filter(script_id=of.pk, action=ACTION, revision__isnull=False)
    entry = known.select_related("revision").defer("revision__source").filter(pk=pk).first()
    if entry is None:
        return None
    following = known.filter(pk__gt=pk).order_by("pk").values_list("at", flat=True).first()
    return _publication(entry, following)


def publications_between(of: Script, since: datetime, until: datetime) -> list[Publication]:
    """Return the publications within that time, oldest first; the newest of them where there are very many."""
    within = [each for each in publications_of(of) if since <= each.at < until]
    return within[:MOST_MARKS][::-1]


def _publication(entry: AuditEntry, until: datetime | None) -> Publication:
    assert entry.revision, "the query leaves out entries without one"
    return Publication(
        pk=entry.pk,
        at=entry.at,
        until=until,
        revision=entry.revision,
        replaced=entry.detail.get("replaced"),
        actor_name=entry.actor_name,
        reason=entry.detail.get("reason", ""),
    )
