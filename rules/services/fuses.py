"""Fuses of publications: begun with one, judged every minute, and ended exactly once.

Each change of state is one conditional update inside a transaction that has locked the script. So a process that is
killed leaves a fuse as it was before or after, and of several people and processes one wins.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from rules.alerts.events import EventKind
from rules.analysis.holds import longest_hold
from rules.analysis.script import Script as AnalysedScript
from rules.fuse.answer import ENOUGH, OF_LAST, Answer, AtEnd, Step, next_step
from rules.fuse.counts import Prediction
from rules.fuse.figures import HOLDS
from rules.fuse.judge import Judgement
from rules.fuse.words import ENDS, sentence
from rules.models import AuditEntry, Delivery, Fuse, FuseMinute, Revision, Script, source_of
from rules.services import audit
from rules.services.alerts import raise_event
from rules.services.delivery import goes_to_folder
from rules.services.errors import FuseRefused, Refused
from rules.services.going_live import go_live
from rules.vpop3 import versions

NAME = "fuse"
"""The name of the actor in the audit, where no person took the text back or kept it."""
State, Why = Fuse.State, Fuse.Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A fuse as a publisher wants it: for so many minutes, and what comes at an end without a decision."""

    minutes: int
    at_end: AtEnd

    def __str__(self) -> str:
        return f"{self.minutes} minutes, then {ENDS[self.at_end]} without a decision"


def why_none(script: Script, former: Revision | None) -> str:
    """Return why a publication of this script cannot carry a fuse; empty where it can. `former` is the revision that
    would be taken back."""
    if former is None:
        return "Nothing is live yet, so there is nothing that a fuse could bring back."
    if not goes_to_folder(script):
        return (
            "A fuse begins when VPOP3 has loaded the text, which is only seen where mxadmin delivers into VPOP3's "
            "folder (MXADMIN_VPOP3_DIR)."
        )
    if not settings.VPOP3_DATABASE_URL:
        return "No VPOP3 database is connected, so there are no attempts to judge by."
    return ""


def shortest(hold: float) -> int:
    """Return the minutes that a fuse needs at least for a text that holds for so long."""
    return int(HOLDS * hold + 0.999)


def hold_of(revision: Revision, predicted: Prediction | None) -> float:
    """Return the text's longest hold in minutes: as it is written there, or as it was in the replay."""
    script = AnalysedScript(source_of(revision), version=versions.CURRENT, problem=None, catalogue=None)
    return max(longest_hold(script), predicted.longest_hold if predicted else 0.0)


def begin(
    former: Revision | None,
    publication: AuditEntry,
    delivery: Delivery | None,
    *,
    wanted: Wanted,
    predicted: Prediction | None,
) -> Fuse:
    """Note a fuse, inside the transaction of the publication that carries it. Raises FuseRefused where it cannot carry
    this one."""
    script, revision = publication.script, publication.revision
    assert script, "it is the entry of a publication"
    assert revision, "it is the entry of a publication"
    reason = why_none(script, former)
    if former is None or delivery is None or reason:
        raise FuseRefused(reason)
    hold = hold_of(revision, predicted)
    if wanted.minutes < shortest(hold):
        raise FuseRefused(
            f"The text holds for up to {hold:g} minutes: a fuse has to last three times as long, "
            f"{shortest(hold)} minutes or more."
        )
    return Fuse.objects.create(
        script=script,
        revision=revision,
        former=former,
        publication=publication,
        delivery=delivery,
        minutes=wanted.minutes,
        at_end=wanted.at_end.value,
        hold=hold,
        predicted=predicted.to_dict() if predicted else None,
    )


def start(fuse: Fuse, loaded: Delivery) -> bool:
    """Start to count the minutes. Returns False where somebody ended or started it meanwhile."""
    waiting = Fuse.objects.filter(pk=fuse.pk, state=State.WAITING)
    return waiting.update(state=State.RUNNING, loaded_at=loaded.settled_at, problem="") == 1


def note(fuse: Fuse, **known: Any) -> None:
    """Keep what was found out before the first minute; nothing where somebody ended the fuse meanwhile."""
    if Fuse.objects.filter(pk=fuse.pk, state=State.RUNNING, judged=fuse.judged, position__isnull=True).update(**known):
        for name, value in known.items():
            setattr(fuse, name, value)


def keep(*, fuse: Fuse, actor: User, address: str | None = None) -> None:
    """Keep the text that is on trial. Raises Refused where the fuse has ended."""
    with transaction.atomic():
        Script.objects.select_for_update().get(pk=fuse.script_id)
        if not _end(fuse, State.KEPT, Why.PERSON, actor.get_username()):
            raise Refused("This fuse has ended already: nothing was changed.")
        audit.record(
            action="fuse_keep",
            actor=actor,
            script=fuse.script,
            revision=fuse.revision,
            address=address,
            judged=f"{fuse.judged} of {fuse.minutes} minutes",
        )


def judged(fuse: Fuse, judgement: Judgement, **known: Any) -> Step | None:
    """Store the judgement of the fuse's next minute, with what is `known` after it, and do what follows from it, all in
    one transaction. Returns None, and changes nothing, where the minute was judged or the fuse was ended meanwhile."""
    number = fuse.judged + 1
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=fuse.script_id)
        unjudged = Fuse.objects.filter(pk=fuse.pk, state=State.RUNNING, judged=fuse.judged)
        if not unjudged.update(**known | {"judged": number, "problem": judgement.problem[:500]}):
            return None
        FuseMinute.objects.create(
            fuse=fuse,
            number=number,
            answer=judgement.answer.value,
            figures=[each.to_dict() for each in judgement.figures],
            problem=judgement.problem[:500],
        )
        answers = [Answer(each) for each in fuse.judgements.values_list("answer", flat=True)[:OF_LAST]][::-1]
        step = next_step(answers, judged=number, minutes=fuse.minutes, at_end=AtEnd(fuse.at_end))
        fuse.judged = number
        _follow(fuse, script, step, answers, _worst(judgement))
    return step


def _worst(judgement: Judgement) -> dict[str, Any]:
    """Return the figure that was bad last, as the audit keeps it."""
    figure = judgement.worst
    if figure is None:
        return {}
    return {
        "reason": sentence(figure),
        "figure": figure.name,
        "value": _rounded(figure.value),
        "limit": _rounded(figure.limit),
        "n": figure.n,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _follow(fuse: Fuse, script: Script, step: Step, answers: list[Answer], worst: dict[str, Any]) -> None:
    judged = f"{fuse.judged} of {fuse.minutes} minutes"
    match step:
        case Step.GO_ON:
            return
        case Step.BLOWN:
            _take_back(fuse, script, Why.BLOWN, judged=judged, **worst)
        case Step.TAKE_BACK:
            reason = "The fuse ended without a decision, and was to take the text back then."
            _take_back(fuse, script, Why.UNDECIDED, judged=judged, reason=reason)
        case Step.KEEP:
            good = answers.count(Answer.GOOD) >= ENOUGH
            _end(fuse, State.KEPT, Why.GOOD if good else Why.UNDECIDED, NAME)
            audit.record(
                action="fuse_keep",
                actor=None,
                actor_name=NAME,
                script=script,
                revision=fuse.revision,
                judged=judged,
                answers=", ".join(answers),
            )


def _take_back(fuse: Fuse, script: Script, why: str, *, reason: str, **detail: Any) -> None:
    """Make the former text live again: a publication of its own, of which people are alerted."""
    entry, _ = go_live(
        script, fuse.former, action="fuse_take_back", actor=None, actor_name=NAME, why=why, reason=reason, **detail
    )
    number, former = fuse.revision.number, fuse.former.number
    raise_event(
        kind=EventKind.FUSE,
        key=f"fuse {fuse.pk}",
        sentence=f"Revision {number} of {script} was taken back, and revision {former} is live again. {reason}",
        since=entry.at,
        path=reverse("publication_view", args=[script.name, fuse.publication_id]),
    )


def _end(fuse: Fuse, state: str, why: str, name: str) -> bool:
    """End the fuse, unless it has ended. Returns whether it did."""
    ended = Fuse.objects.filter(pk=fuse.pk, state__in=Fuse.OPEN).update(
        state=state, ended_why=why, ended_by_name=name, ended_at=timezone.now()
    )
    return ended == 1
