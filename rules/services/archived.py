"""An archived script is only read."""

from rules.models import Script
from rules.services.errors import Refused


def refuse_archived(script: Script) -> None:
    """Raises Refused. The script's row should be locked by then."""
    if script.archived_at:
        raise Refused(f"{script} is archived, so it is only read: bring it back first.")
