"""Kept dry runs, and the inputs that a person comes back to. A run says itself who made it and when, so neither leaves
an audit entry."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from rules.dryrun import record
from rules.dryrun.run_inputs import RunInputs
from rules.dryrun.trace import DecisionEvent, Event
from rules.models import MAX_PRESET_NAME, DryRun, Preset, Revision, Script
from rules.services import audit
from rules.services.errors import Refused

MOST_PRESETS = 50
LAST = ""
"""The name of the preset that holds the inputs of a person's last dry run."""


def keep(
    *,
    script: Script,
    revision: Revision | None,
    text: bytes,
    ran: str,
    inputs: RunInputs,
    events: Sequence[Event],
    owner: User,
) -> DryRun | None:
    """Keep the whole run; `text` only where it was no revision's. Runs too old or too many are deleted. None where none
    is kept, and for a script that is not stored."""
    last = events[-1]
    if not isinstance(last, DecisionEvent):
        raise TypeError("The last event of a dry run is its decision.")
    if not (script.pk and settings.KEEP_RUNS and settings.KEEP_RUNS_DAYS):
        return None
    with transaction.atomic():
        kept = DryRun.objects.create(
            script=script,
            revision=revision,
            text=None if revision else text,
            ran=ran,
            inputs=inputs.to_dict(),
            domain=inputs.domain,
            kind=last.decision.kind.value,
            sentence=last.sentence,
            trace=record.dump(events),
            owner=owner,
            owner_name=audit.name_of(owner),
        )
        _forget_old()
    return kept


def _forget_old() -> None:
    DryRun.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.KEEP_RUNS_DAYS)).delete()
    surplus = DryRun.objects.values_list("pk", flat=True)[settings.KEEP_RUNS : settings.KEEP_RUNS + 1].first()
    if surplus:
        DryRun.objects.filter(pk__lte=surplus).delete()


def remember(*, user: User, inputs: RunInputs, name: str = LAST) -> Preset:
    """Store inputs under a name, or as the last ones. Raises Refused for a name that cannot be one, and for too
    many."""
    name = " ".join(name.split())
    if len(name) > MAX_PRESET_NAME or not name.isprintable():
        raise Refused(f"A preset's name is 1 to {MAX_PRESET_NAME} printable characters.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two tabs that keep one at once are counted one by one
        others = Preset.objects.filter(user=user).exclude(name__in=(LAST, name))
        if name != LAST and others.count() >= MOST_PRESETS:
            raise Refused(f"You have {MOST_PRESETS} presets already: remove one first.")
        preset, _ = Preset.objects.update_or_create(user=user, name=name, defaults={"inputs": inputs.to_dict()})
    return preset


def forget(*, user: User, name: str) -> None:
    Preset.objects.filter(user=user, name=name).exclude(name=LAST).delete()
