"""Texts in the shadow of live: started and ended by people. `shadow_runs` judges the attempts."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from rules.models import NamedText, Replay, Script, source_of
from rules.replay.inputs import ReplayInputs
from rules.services import audit
from rules.services.archived import locked
from rules.services.errors import Refused

MOST_AT_ONCE = 3
"""Shadows of one script that run at the same time: each of them is asked about every attempt."""
LIVE_NAME = "the live text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for: a text, and for how many days it is judged on each new attempt."""

    tried: NamedText
    days: int
    inputs: ReplayInputs = field(default_factory=ReplayInputs)


def start(*, script: Script, wanted: Wanted, actor: User, address: str | None = None) -> Replay:
    """Let a text run in the shadow from now on. Raises Refused where that would be too many, where the same text runs
    already, and for an archived script."""
    digest = sha256(wanted.tried.source).hexdigest()
    now = timezone.now()
    with transaction.atomic():
        script = locked(script)
        _refuse_too_many(script, digest)
        shadow = Replay.objects.create(
            shadow=True,
            script=script,
            source=wanted.tried.source,
            source_name=wanted.tried.name,
            sha256=digest,
            against=source_of(script.live) if script.live else b"",
            against_name=LIVE_NAME,
            inputs=wanted.inputs.to_dict(),
            since=now,
            until=now + timedelta(days=wanted.days),
            owner=actor,
            owner_name=audit.name_of(actor),
        )
        audit.record(
            action="shadow_start",
            actor=actor,
            script=script,
            address=address,
            replay=shadow.pk,
            sha256=digest,
            until=shadow.until.isoformat(),
        )
    return shadow


def end(*, shadow: Replay, actor: User, address: str | None = None) -> None:
    """End a shadow now. Its figures stay. One that is over stays as it is."""
    now = timezone.now()
    with transaction.atomic():
        running = Replay.objects.select_for_update().filter(pk=shadow.pk, shadow=True, finished_at=None).first()
        if running is None:
            return
        if running.result:
            running.result["window"]["until"] = now.isoformat()
        running.until = running.finished_at = now
        running.share, running.checkpoint, running.problem = 1, None, ""
        running.save()
        audit.record(action="shadow_end", actor=actor, script=shadow.script, address=address, replay=shadow.pk)


def _refuse_too_many(script: Script, digest: str) -> None:
    running = list(Replay.objects.filter(script=script, shadow=True, finished_at=None).only("sha256", "source_name"))
    for each in running:
        if each.sha256 == digest:
            raise Refused(f"This text runs in the shadow already, as {each.source_name}.")
    if len(running) >= MOST_AT_ONCE:
        raise Refused(f"{MOST_AT_ONCE} texts run in the shadow already, the most at a time: end one of them first.")
