"""Publications: when which revision went live, as the audit trail has it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rules.models import PUBLICATIONS, AuditEntry, Revision, Script
from rules.queries.revisions import revision

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
    entries = list(_entries(of).order_by("-pk")[:MOST])
    ends: list[datetime | None] = [None, *(entry.at for entry in entries)]
    return [_publication(entry, until) for entry, until in zip(entries, ends, strict=False)]


def publication(of: Script, pk: int) -> Publication | None:
    """Return the publication that the audit trail has under that key."""
    entry = _entries(of).filter(pk=pk).first()
    if entry is None:
        return None
    following = _entries(of).filter(pk__gt=pk).order_by("pk").values_list("at", flat=True).first()
    return _publication(entry, following)


def publications_between(of: Script, since: datetime, until: datetime) -> list[Publication]:
    """Return the publications within that time, oldest first; the newest of them where there are very many."""
    within = [each for each in publications_of(of) if since <= each.at < until]
    return within[:MOST_MARKS][::-1]


def former_live(of: Script) -> Revision | None:
    """Return the revision that was live before the one that is. None where a fuse took it back: that has to be
    published again, with its checks."""
    latest = _entries(of).order_by("-pk").first() if of.live_id else None
    replaced = latest.detail.get("replaced") if latest and latest.action != "fuse_take_back" else None
    return revision(of, replaced) if replaced else None


def _entries(of: Script) -> QuerySet[AuditEntry]:
    known = AuditEntry.objects.filter(script_id=of.pk, action__in=PUBLICATIONS, revision__isnull=False)
    return known.select_related("revision").defer("revision__source")


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
