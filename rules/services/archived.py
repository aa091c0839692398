"""An archived script is only read."""

from rules.models import Script
from rules.services.errors import Refused


def refuse_archived(script: Script) -> None:
    """Refuse to change an archived script. Raises Refused. The script's row should be locked by then."""
    if script.archived_at:
        raise Refused(f"{script} is archived, so it is only read: restore it first.")


def locked(script: Script) -> Script:
    """Read the script again, locked until the transaction ends. Raises Refused where it is archived.

    Without the lock, somebody could archive it between this look and the change that follows.
    """
    script = Script.objects.select_for_update().get(pk=script.pk)
    refuse_archived(script)
    return script
