"""Changes to scripts: add, rename, archive and bring back."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rules.models import FormerName, Script
from rules.models.script_name import ROUTING_SCRIPT, validate_script_name
from rules.services import audit
from rules.services.archived import locked
from rules.services.errors import Refused


def create_script(*, name: str, actor: User | None, address: str | None = None) -> Script:
    """Create a script without revisions. Raises Refused for a name that is taken or cannot be one."""
    with transaction.atomic():
        _check_name(name)
        script, created = Script.objects.get_or_create(name=name)
        if not created:
            raise Refused(f"There is a script {name} already.")
        audit.record(action="script_create", actor=actor, script=script, address=address)
    return script


def rename(*, script: Script, name: str, actor: User | None, address: str | None = None) -> Script:
    """Rename a script. Links to the old name still work. Raises Refused for a name that is taken or cannot be one."""
    with transaction.atomic():
        script = locked(script)
        before = script.name
        if name == before:
            raise Refused(f"It is called {name} already.")
        _check_name(name, own=script)
        script.former_names.filter(name=name).delete()
        FormerName.objects.create(name=before, script=script)
        script.name = name
        script.save(update_fields=["name"])
        audit.record(action="script_rename", actor=actor, script=script, address=address, before=before, name=name)
    return script


def archive(*, script: Script, actor: User | None, address: str | None = None) -> Script:
    """Archive a script, which then can only be read. Nothing is deleted, also not in VPOP3's folder."""
    with transaction.atomic():
        script = locked(script)
        if script.name == ROUTING_SCRIPT or script.former_names.filter(name=ROUTING_SCRIPT).exists():
            raise Refused(f"{script} is the script that VPOP3 runs for every message: it cannot be archived.")
        return _set_archived(script, True, actor, address)


def bring_back(*, script: Script, actor: User | None, address: str | None = None) -> Script:
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        if not script.archived_at:
            raise Refused(f"{script} is not archived.")
        return _set_archived(script, False, actor, address)


def _set_archived(script: Script, archived: bool, actor: User | None, address: str | None) -> Script:
    script.archived_at = timezone.now() if archived else None
    script.save(update_fields=["archived_at"])
    action = "script_archive" if archived else "script_bring_back"
    audit.record(action=action, actor=actor, script=script, address=address)
    return script


def _check_name(name: str, own: Script | None = None) -> None:
    try:
        validate_script_name(name)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    others = Script.objects.exclude(pk=own.pk) if own else Script.objects.all()
    taken = others.filter(name__iexact=name).first()
    if taken:  # Windows takes names for the same that differ in capitals only
        raise Refused(f"There is a script {taken} already.")
    former = FormerName.objects.select_related("script").filter(name=name).exclude(script=own).first()
    if former:
        raise Refused(f"{former.script} was called {name} before, and links to that name still lead there.")
