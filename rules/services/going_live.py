"""The one place that changes what is live: publishing, rolling back, and a fuse that takes a text back."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from rules.models import AuditEntry, Delivery, Fuse, Revision, Script
from rules.services import audit, delivery


def go_live(
    script: Script,
    revision: Revision,
    *,
    action: str,
    actor: User | None,
    address: str | None = None,
    actor_name: str = "",
    why: str = "",
    **detail: Any,
) -> tuple[AuditEntry, Delivery | None]:
    """Make the revision live and deliver it, inside the transaction that has locked the script. Return the audit entry
    and the delivery. A fuse that is open ends: as taken back with `why`, else as replaced."""
    before, now = script.live, timezone.now()
    ended = Fuse.objects.filter(script=script, state__in=Fuse.OPEN).first()
    if ended:
        back = bool(why) and ended.former_id == revision.pk
        Fuse.objects.filter(pk=ended.pk, state__in=Fuse.OPEN).update(
            state=Fuse.State.TAKEN_BACK if back else Fuse.State.REPLACED,
            ended_at=now,
            ended_why=why if back else "",
            ended_by_name=actor_name or audit.name_of(actor),
        )
        detail["ended_fuse"] = f"of revision {ended.revision.number}"
    script.live, script.live_since = revision, now
    script.save(update_fields=["live", "live_since"])
    begun = delivery.begin(script=script, revision=revision)
    entry = audit.record(
        action=action,
        actor=actor,
        script=script,
        revision=revision,
        address=address,
        actor_name=actor_name,
        replaced=before.number if before else None,
        sha256=revision.sha256,
        **detail,
    )
    return entry, begun
