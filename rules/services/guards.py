"""Guards: started and cancelled by people, done by background workers at one go.

A worker has a guard for a set time, which is longer than a guard may take: after that it is presumed dead, and another
one begins from the start, as nothing is stored before the result.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from rules.guard.guard import BadScript, guard
from rules.guard.report import report
from rules.guard.result import GuardResult
from rules.guard.settings import SECONDS, GuardSettings
from rules.lua.cancellation import Cancellation
from rules.models import Guard, NamedText, Script, source_of
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.answering import Cancelled
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.services import audit
from rules.services.archived import locked
from rules.services.claims import Claims
from rules.services.errors import Refused
from rules.wiring import connections, histories

log = logging.getLogger(__name__)
TRUSTED = timedelta(seconds=SECONDS + 120)
"""The time after which a worker is presumed dead: longer than a guard may take."""
_claims = Claims(Guard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for: a text, over the attempts from `since` to `until`. `live_since`: since when the live text
    has been live, as far as that time goes back."""

    tried: NamedText
    since: datetime
    until: datetime
    live_since: datetime | None = None
    settings: GuardSettings = field(default_factory=GuardSettings)


def start(*, script: Script, wanted: Wanted, actor: User, address: str | None = None) -> Guard:
    """Create a guard and queue it. Raises Refused for an empty range and for an archived script."""
    if wanted.since >= wanted.until:
        raise Refused("The time ends before it begins: choose a later end.")
    with transaction.atomic():
        script = locked(script)
        found = Guard.objects.create(
            script=script,
            source=wanted.tried.source,
            source_name=wanted.tried.name,
            sha256=sha256(wanted.tried.source).hexdigest(),
            against=source_of(script.live) if script.live else None,
            live_since=wanted.live_since,
            since=wanted.since,
            until=wanted.until,
            wanted=wanted.settings.to_dict(),
            owner=actor,
            owner_name=audit.name_of(actor),
        )
        audit.record(
            action="guard_start", actor=actor, script=script, address=address, guard=found.pk, sha256=found.sha256
        )
        transaction.on_commit(partial(_enqueue, found.pk))
    return found


def cancel(*, found: Guard, actor: User, address: str | None = None) -> None:
    """Cancel a guard: there will be no result. One that is over stays as it is."""
    with transaction.atomic():
        if _claims.open(found.pk).update(cancelled_at=timezone.now()):
            audit.record(action="guard_cancel", actor=actor, script=found.script, address=address, guard=found.pk)


def resume_abandoned() -> int:
    """Queue guards that no worker does any more: it ended, or VPOP3's database was away. Returns how many."""
    waiting = [pk for pk in _claims.abandoned() if not _queued(pk)]
    for pk in waiting:
        _enqueue(pk)
    return len(waiting)


def _queued(pk: int) -> bool:
    return DBTaskResult.objects.ready().filter(task_path=work_on.module_path, args_kwargs__args__0=pk).exists()


def _enqueue(pk: int) -> None:
    work_on.enqueue(pk)


@task()
def work_on(guard_pk: int) -> None:
    """Do a guard."""
    found = _claims.take(guard_pk, get_random_string(32), TRUSTED)
    if found is None:
        return
    try:
        result = _look(found)
    except Cancelled:
        _end(found, failure="It was stopped before its end.")
    except BadScript as problem:
        _end(found, failure=str(problem)[:500])
    except Unavailable as problem:
        _claims.pause(found, problem)
    except Exception:
        log.exception("%s failed", found)
        _end(found, failure="mxadmin failed in the middle of it; its log says why.")
    else:
        _end(found, result=report(result))


def _end(found: Guard, *, result: object = None, failure: str = "") -> None:
    _claims.mine(found).update(finished_at=timezone.now(), result=result, failure=failure, problem="")


def _look(found: Guard) -> GuardResult:
    request = _request(found)
    cancellation = Cancellation()
    with _claims.watched(found, cancellation), histories.opened(request, cancellation) as world:
        surroundings = world.surroundings(connections.mass_sandbox(), cancellation)
        return guard(request, GuardSettings(**found.wanted), surroundings)


def _request(found: Guard) -> ReplayRequest:
    live = None if found.against is None else Text(source=bytes(found.against), name="live")
    return ReplayRequest(
        text=Text(source=bytes(found.source), name=found.source_name),
        against=live,
        since=found.since,
        until=found.until,
        zone=timezone.get_default_timezone(),
        live=(LiveTime(text=live, since=found.live_since),) if live and found.live_since else (),
    )
