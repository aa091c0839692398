"""Making a revision live."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from rules.loading import load_error
from rules.lua.errors import ErrorKind
from rules.models import Revision, Script
from rules.services import audit
from rules.services.errors import Refused

ANY = object()
SCRIPTS_OWN = {ErrorKind.SYNTAX, ErrorKind.RUNTIME, ErrorKind.LIMIT}


def publish(
    *,
    script: Script,
    revision: Revision,
    sha256: str,
    actor: User | None,
    replaces: object = ANY,
    address: str | None = None,
) -> Script:
    """Raises Refused, and changes nothing, unless `sha256` is that of the text (so it is the one that was reviewed),
    the text loads, and the live revision is still number `replaces` where that was reviewed too."""
    if revision.script != script:
        raise Refused(f"Revision {revision.number} is one of {revision.script}, not of {script}.")
    if sha256 != revision.sha256:
        raise Refused(f"The text reviewed is not that of revision {revision.number}: look at it again.")
    _refuse_broken(revision)
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        before = script.live
        _refuse_outdated(before, revision, replaces)
        script.live, script.live_since = revision, timezone.now()
        script.save(update_fields=["live", "live_since"])
        audit.record(
            action="revision_publish",
            actor=actor,
            script=script,
            revision=revision,
            address=address,
            replaced=before.number if before else None,
        )
    return script


def _refuse_broken(revision: Revision) -> None:
    error = load_error(bytes(revision.source))
    if error is None:
        return
    if error.kind not in SCRIPTS_OWN:
        raise Refused(f"Whether revision {revision.number} loads could not be found out: {error.message}")
    at = f"line {error.line}: " if error.line else ""
    raise Refused(f"Revision {revision.number} does not load, so VPOP3 could not run it: {at}{error.message}")


def _refuse_outdated(live: Revision | None, revision: Revision, replaces: object) -> None:
    if live == revision:
        raise Refused(f"Revision {revision.number} is live already.")
    number = live.number if live else None
    if replaces is not ANY and replaces != number:
        raise Refused(f"Meanwhile revision {number} was made live: look at what changes now, then publish again.")
