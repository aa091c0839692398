"""Tunings: started and cancelled by people, done by background workers.

The result is stored at the end, in one piece. A worker that is killed has done nothing: another one begins again.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from rules.lua.cancellation import Cancellation
from rules.models import Draft, NamedText, Script, Tuning, source_of
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.inputs import ReplayInputs
from rules.replay.request import Text
from rules.services import audit, drafts, replay_runs
from rules.services.archived import locked
from rules.services.claims import TRUSTED, Claims
from rules.services.errors import Refused
from rules.text import encoding
from rules.tuning.literals import literals_of
from rules.tuning.request import TuneRequest
from rules.tuning.tune import TuneProgress, tune
from rules.tuning.variation import read_variations
from rules.wiring import connections, histories

log = logging.getLogger(__name__)
_claims = Claims(Tuning)
STORE_EVERY = 0.5
"""Seconds between two steps that are stored."""


class Stopped(Exception):
    """The engine could not go on; the message is its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for: `text`, which is or began as the revision `parent`, with the literals of `vary` (as the
    command line writes them), over the attempts that began from `since` to `until`."""

    text: NamedText
    parent: int | None
    vary: Sequence[str]
    since: datetime
    until: datetime
    inputs: ReplayInputs = field(default_factory=ReplayInputs)


def start(*, script: Script, wanted: Wanted, actor: User, address: str | None = None) -> Tuning:
    """Create a tuning and queue it. Raises Refused for an empty range and for an archived script."""
    if wanted.since >= wanted.until:
        raise Refused("The time ends before it begins: choose a later end.")
    with transaction.atomic():
        tuning = Tuning.objects.create(
            script=locked(script),
            source=wanted.text.source,
            source_name=wanted.text.name,
            parent=wanted.parent,
            live=source_of(script.live) if script.live else None,
            inputs=wanted.inputs.to_dict(),
            vary=list(wanted.vary),
            since=wanted.since,
            until=wanted.until,
            owner=actor,
            owner_name=audit.name_of(actor),
        )
        audit.record(
            action="tuning_start", actor=actor, script=script, address=address, tuning=tuning.pk, vary=list(wanted.vary)
        )
        transaction.on_commit(partial(_enqueue, tuning.pk))
    return tuning


def cancel(*, tuning: Tuning, actor: User, address: str | None = None) -> None:
    """Cancel a tuning. The worker notices within half a second. One that is over stays as it is."""
    with transaction.atomic():
        if _claims.open(tuning.pk).update(cancelled_at=timezone.now()):
            audit.record(action="tuning_cancel", actor=actor, script=tuning.script, address=address, tuning=tuning.pk)


def take(*, script: Script, tuning: Tuning, source: bytes, user: User) -> Draft | None:
    """Keep a text with other values as a draft of the person's. Returns None where it is the latest revision's text.
    Raises Refused where there are too many drafts."""
    return drafts.keep(script=script, user=user, text=encoding.to_text(source), parent=tuning.parent)


def resume_abandoned() -> int:
    """Queue tunings that no worker runs any more. Returns how many."""
    waiting = [pk for pk in _claims.abandoned() if not _queued(pk)]
    for pk in waiting:
        _enqueue(pk)
    return len(waiting)


def _queued(pk: int) -> bool:
    return DBTaskResult.objects.ready().filter(task_path=work_on.module_path, args_kwargs__args__0=pk).exists()


def _enqueue(pk: int) -> None:
    work_on.enqueue(pk)


@task()
def work_on(tuning_pk: int) -> None:
    """Do a tuning, from the start to the end."""
    tuning = _claims.take(tuning_pk, get_random_string(32))
    if tuning is None:
        return
    try:
        _run(tuning)
    except (Unavailable, Stopped) as error:
        _claims.pause(tuning, error)
    except ValueError as sentence:  # too short a history, for example
        _claims.mine(tuning).update(finished_at=timezone.now(), failure=str(sentence)[:500])
    except Exception:
        log.exception("%s failed", tuning)
        _claims.mine(tuning).update(
            finished_at=timezone.now(), failure="mxadmin failed in the middle of it; its log says why."
        )


def _run(tuning: Tuning) -> None:
    began = stored_at = monotonic()
    with _opened(tuning) as steps:
        for step in steps:
            now = monotonic()
            if step.result is None and now - stored_at < STORE_EVERY:
                continue
            if step.result is not None and step.result.partial and _claims.mine(tuning).exists():
                raise Stopped(step.result.partial)
            if not _store(tuning, step, now - began):
                return  # cancelled, or another worker has it
            stored_at = now


@contextmanager
def _opened(tuning: Tuning) -> Iterator[Iterator[TuneProgress]]:
    request = TuneRequest(
        replay=replay_runs.plain_request(tuning),
        variations=read_variations(tuning.vary, literals_of(bytes(tuning.source))),
        live=None if tuning.live is None else Text(source=bytes(tuning.live), name="live"),
    )
    cancellation = Cancellation()
    with _claims.watched(tuning, cancellation), histories.opened(request.replay, cancellation) as world:
        yield tune(request, world.history, world.past, connections.mass_sandbox(), cancellation)


def _store(tuning: Tuning, step: TuneProgress, seconds: float) -> bool:
    """Store a step. Returns whether this worker still has the tuning."""
    now = timezone.now()
    mine = _claims.mine(tuning).update(
        done=step.done,
        share=step.share,
        worked_seconds=seconds,
        taken_until=now + TRUSTED,
        result=step.result.to_dict() if step.result else None,
        finished_at=now if step.result else None,
        problem="",
        tries=0,
    )
    return bool(mine)
