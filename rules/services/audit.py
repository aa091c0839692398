"""The one place that writes an audit entry; every service calls it inside its own transaction."""

from django.contrib.auth.models import User

from rules.models import AuditEntry, Revision, Script


def record(
    *,
    action: str,
    actor: User | None,
    script: Script | None = None,
    revision: Revision | None = None,
    address: str | None = None,
    actor_name: str = "",
    **detail: object,
) -> AuditEntry:
    """Add an audit entry. `actor` None is the command line, which any user of the server may run; `actor_name` says
    otherwise. `detail` must be JSON."""
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        actor_name=actor_name or name_of(actor),
        script=script,
        revision=revision,
        address=address,
        detail=detail,
    )


def name_of(actor: User | None) -> str:
    return actor.get_username() if actor else "command line"
