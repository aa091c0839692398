"""The delivery of a live text into VPOP3's install folder, until VPOP3 has loaded it.

Publishing only notes a delivery, in its own transaction. `deliver_due` does the work, in the background at short
intervals. Its state is in the table, so nothing is lost by a restart, and no page ever waits for a share.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rules.models import Delivery, Revision, Script, source_of
from rules.services import audit, install_folder
from rules.services.errors import Refused
from rules.services.install_folder import Seen

State = Delivery.State
LOOK_EVERY = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)
CLAIM = timedelta(minutes=2)
"""The time that one process has a delivery to itself. A share that hangs longer is tried by another as well."""


def begin(*, script: Script, revision: Revision) -> Delivery | None:
    """Note a delivery, inside the transaction that makes the revision live. None where no folder is configured, or
    VPOP3 would run it under another name."""
    if not goes_to_folder(script):
        return None
    now = timezone.now()
    script.deliveries.filter(state__in=Delivery.OPEN).update(state=State.SUPERSEDED, settled_at=now)
    return Delivery.objects.create(script=script, revision=revision, folder=str(settings.VPOP3_DIR), next_look=now)


def goes_to_folder(script: Script) -> bool:
    """Whether it is the script that VPOP3 runs, whatever it is called here by now."""
    if settings.VPOP3_DIR is None:
        return False
    return script.name == install_folder.SCRIPT or script.former_names.filter(name=install_folder.SCRIPT).exists()


def deliver_again(*, script: Script, actor: User | None, address: str | None = None) -> Delivery:
    """Deliver the live text once more. Raises Refused where there is nothing to deliver, or nowhere."""
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        if script.live is None:
            raise Refused(f"Nothing of {script} is live yet, so there is nothing to deliver.")
        delivery = begin(script=script, revision=script.live)
        if delivery is None:
            raise Refused(f"There is nowhere to deliver {script} to: MXADMIN_VPOP3_DIR is not set for it.")
        audit.record(action="delivery_again", actor=actor, script=script, revision=script.live, address=address)
    return delivery


def deliver_due() -> None:
    """Take one step with each delivery that is due."""
    folder: Path | None = settings.VPOP3_DIR
    if folder is None:
        return
    now = timezone.now()
    never_so_late = Q(next_look__gt=now + CLAIM + LONGEST_PAUSE)  # the clock was put back since
    due = Delivery.objects.filter(Q(next_look__lte=now) | never_so_late, state__in=Delivery.OPEN)
    for delivery in due.select_related("revision"):
        if _claim(delivery):
            _deliver(delivery, folder)


def _claim(delivery: Delivery) -> bool:
    """Claim the delivery: only one of several processes gets it."""
    now = timezone.now()
    mine = Delivery.objects.filter(pk=delivery.pk, state=delivery.state, next_look=delivery.next_look)
    return mine.update(next_look=now + CLAIM) == 1


def _deliver(delivery: Delivery, folder: Path) -> None:
    try:
        if delivery.state == State.PENDING or delivery.folder != str(folder):  # it is in the former folder
            _written(delivery, folder, install_folder.put(folder, source_of(delivery.revision)))
        else:
            _watched(delivery, install_folder.look(folder, delivery.revision.sha256, delivery.old_before))
    except OSError as error:
        _failed(delivery, install_folder.explain(error, folder))


def _written(delivery: Delivery, folder: Path, old_before: int | None) -> None:
    now = timezone.now()
    written = {"state": State.WAITING, "written_at": now, "folder": str(folder), "old_before": old_before}
    if not _note(delivery, **written, next_look=now + LOOK_EVERY, **_NO_PROBLEM):
        # A later one was published while the share hung, and ours may have replaced it.
        latest = Delivery.objects.filter(script=delivery.script).values_list("pk", flat=True)[:1]
        Delivery.objects.filter(pk__in=list(latest)).update(state=State.PENDING, settled_at=None, next_look=now)


def _watched(delivery: Delivery, seen: Seen) -> None:
    now = timezone.now()
    match seen:
        case Seen.OURS:
            _note(delivery, next_look=now + _pause(delivery, now), **_NO_PROBLEM)
        case Seen.TAKEN:
            _note(delivery, state=State.TAKEN, settled_at=now, **_NO_PROBLEM)
        case Seen.OTHER:
            _lose(delivery, now, "Somebody put another text in its place before VPOP3 loaded it.")
        case Seen.GONE:
            _lose(delivery, now, "The file is gone, and no .LUA.OLD holds this text: VPOP3 may not have it.")


def _pause(delivery: Delivery, now: datetime) -> timedelta:
    """The pause before the next look: short at first, long once it has waited for long."""
    waited = now - (delivery.written_at or now)
    return min(LONGEST_PAUSE, max(LOOK_EVERY, waited / 10))


def _lose(delivery: Delivery, now: datetime, problem: str) -> None:
    """Mark it as lost at the second look with the same result: the first may have met VPOP3 in the middle of
    renaming."""
    if delivery.problem == problem:
        _note(delivery, state=State.LOST, settled_at=now)
    else:
        _note(delivery, problem=problem, problem_since=now, tries=0, next_look=now + LOOK_EVERY)


def _failed(delivery: Delivery, problem: str) -> None:
    now = timezone.now()
    pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(delivery.tries, 10)))
    since = delivery.problem_since or now
    _note(delivery, tries=delivery.tries + 1, problem=problem, problem_since=since, next_look=now + pause)


_NO_PROBLEM = {"tries": 0, "problem": "", "problem_since": None}


def _note(delivery: Delivery, **values: object) -> bool:
    """Change the delivery, unless another process has changed its state."""
    return Delivery.objects.filter(pk=delivery.pk, state=delivery.state).update(**values) == 1
