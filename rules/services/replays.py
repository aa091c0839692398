"""Trials on history: started and cancelled by people, done by background workers.

A worker has a replay until a set time, which every stored step puts off. What a step found, and the checkpoint from
which another process goes on, are stored in one transaction: a worker that is killed loses at most one step, and
nothing is counted twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from time import monotonic

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from rules.models import LiveText, NamedText, Replay, ReplayPart, Script
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.inputs import ReplayInputs
from rules.replay.progress import Progress
from rules.replay.result import Row
from rules.services import audit, replay_parts, replay_runs
from rules.services.archived import locked
from rules.services.claims import TRUSTED, Claims
from rules.services.errors import Refused

log = logging.getLogger(__name__)
_claims = Claims(Replay, shadow=False)
PORTION_SECONDS = 10.0
"""The time after which a worker lets tasks that wait go first."""
STORE_EVERY = 0.5
"""Seconds between two steps that are stored, so that a quick engine does not write all the time."""


class Stopped(Exception):
    """The engine could not go on; the message is its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for: `tried`, beside `against` if there is one, over the attempts that began from `since` to
    `until`. `live_texts` are for the agreement."""

    tried: NamedText
    against: NamedText | None = None
    since: datetime
    until: datetime
    inputs: ReplayInputs = field(default_factory=ReplayInputs)
    live_texts: Sequence[LiveText] = ()

    def values(self) -> dict[str, object]:
        """Return the columns of the replay that say it."""
        return {
            "source": self.tried.source,
            "source_name": self.tried.name,
            "sha256": sha256(self.tried.source).hexdigest(),
            "against": self.against.source if self.against else None,
            "against_name": self.against.name if self.against else "",
            "since": self.since,
            "until": self.until,
            "inputs": self.inputs.to_dict(),
            "live_times": [each.to_dict() for each in self.live_texts],
        }


def start(*, script: Script, wanted: Wanted, actor: User, address: str | None = None) -> Replay:
    """Create a replay and queue it. Raises Refused for an empty range and for an archived script."""
    if wanted.since >= wanted.until:
        raise Refused("The time ends before it begins: choose a later end.")
    with transaction.atomic():
        replay = Replay.objects.create(
            script=locked(script), owner=actor, owner_name=audit.name_of(actor), **wanted.values()
        )
        audit.record(
            action="replay_start",
            actor=actor,
            script=script,
            address=address,
            replay=replay.pk,
            sha256=replay.sha256,
            since=wanted.since.isoformat(),
            until=wanted.until.isoformat(),
        )
        transaction.on_commit(partial(_enqueue, replay.pk))
    return replay


def start_again(*, replay: Replay, inputs: ReplayInputs, actor: User, address: str | None = None) -> Replay:
    """Start the same replay with other inputs. Raises Refused for an archived script."""
    against = None if replay.against is None else NamedText(source=bytes(replay.against), name=replay.against_name)
    wanted = Wanted(
        tried=NamedText(source=bytes(replay.source), name=replay.source_name),
        against=against,
        since=replay.since,
        until=replay.until,
        inputs=inputs,
        live_texts=[LiveText.from_dict(each) for each in replay.live_times],
    )
    return start(script=replay.script, wanted=wanted, actor=actor, address=address)


def cancel(*, replay: Replay, actor: User, address: str | None = None) -> None:
    """Cancel a replay. What it found so far stays; the worker notices within half a second. One that is over stays as
    it is."""
    with transaction.atomic():
        if _claims.open(replay.pk).update(cancelled_at=timezone.now()):
            audit.record(action="replay_cancel", actor=actor, script=replay.script, address=address, replay=replay.pk)


def resume_abandoned() -> int:
    """Queue replays that no worker runs any more: it ended, or VPOP3's database was away. Returns how many."""
    waiting = [pk for pk in _claims.abandoned() if not _queued(pk)]
    for pk in waiting:
        _enqueue(pk)
    return len(waiting)


def _queued(pk: int) -> bool:
    return DBTaskResult.objects.ready().filter(task_path=work_on.module_path, args_kwargs__args__0=pk).exists()


def _enqueue(pk: int) -> None:
    work_on.enqueue(pk)


@task()
def work_on(replay_pk: int) -> None:
    """Go on with a replay for some seconds; then the next portion queues up behind the tasks of others."""
    worker = get_random_string(32)
    replay = _claims.take(replay_pk, worker)
    if replay is None:
        return
    try:
        finished = _run(replay)
    except (Unavailable, Stopped) as error:
        _claims.pause(replay, error)
    except Exception:
        log.exception("%s failed", replay)
        _claims.mine(replay).update(
            finished_at=timezone.now(), failure="mxadmin failed in the middle of it; its log says why."
        )
    else:
        if not finished:
            _claims.mine(replay).update(taken_until=None, worker="")
            _enqueue(replay_pk)


def _others_wait() -> bool:
    """Whether another task is ready. Without one the replay goes on, and keeps its one look at the database."""
    return DBTaskResult.objects.ready().exists()


def _run(replay: Replay) -> bool:
    """Store step after step, until the end (True) or until it is time for others (False)."""
    began = stored_at = monotonic()
    rows: list[Row] = []
    with replay_runs.opened(replay, _claims) as steps:
        for step in steps:
            rows += step.rows
            now = monotonic()
            if not step.finished and now - stored_at < STORE_EVERY:
                continue
            if step.finished and step.result().partial and _claims.mine(replay).exists():
                raise Stopped(step.result().partial)
            if not _store(replay, step, rows, now - stored_at):
                return True  # cancelled, or another worker has it
            rows, stored_at = [], now
            if step.finished:
                return True
            if now - began > PORTION_SECONDS and _others_wait():
                return False
    return True


def _store(replay: Replay, step: Progress, rows: list[Row], seconds: float) -> bool:
    """Store a step and its rows together. Returns whether this worker still has the replay."""
    now = timezone.now()
    columns = replay_parts.columns(rows) if rows else {}
    with transaction.atomic():
        mine = _claims.mine(replay).update(
            done=step.done,
            share=step.share,
            reached=step.reached,
            checkpoint=None if step.finished else step.checkpoint(),
            result=step.result().to_dict(),
            worked_seconds=F("worked_seconds") + seconds,
            taken_until=now + TRUSTED,
            finished_at=now if step.finished else None,
            problem="",
            tries=0,
            parts_stored=replay.parts_stored + bool(rows),
        )
        if mine and rows:
            ReplayPart.objects.create(replay=replay, number=replay.parts_stored, **columns)
    if mine:
        replay.parts_stored += bool(rows)
    return bool(mine)
