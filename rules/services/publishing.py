"""Publishing: the step that makes a revision live, and the way back."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from rules.fuse.counts import Prediction
from rules.models import MAX_REASON, PUBLICATIONS, AuditEntry, Fuse, Revision, Script, source_of
from rules.models.verdict import Verdict
from rules.services import fuses
from rules.services.archived import refuse_archived
from rules.services.checks import Check, Subject
from rules.services.checks.history import NAME as HISTORY
from rules.services.checks.loads import check_loads
from rules.services.checks.seal import opened
from rules.services.errors import ReasonNeeded, Refused
from rules.services.going_live import go_live

ANY = object()


def publish(
    *,
    script: Script,
    revision: Revision,
    sha256: str,
    actor: User | None,
    replaces: object = ANY,
    checked: str = "",
    reason: str = "",
    fuse: fuses.Wanted | None = None,
    address: str | None = None,
) -> Script:
    """Make a revision live. Raises Refused, and changes nothing, unless `sha256` is that of the text (so it is the one
    that was reviewed), the text loads, and the live revision is still number `replaces` where that was reviewed too.

    `checked` is the seal of the checks. Where one of them did not pass or they were not run, `reason` has to say why it
    goes live anyway (ReasonNeeded), and the audit keeps it. The command line (no actor) needs neither. With a `fuse`
    it is live on trial; raises FuseRefused where there cannot be one.
    """
    _refuse_unfit(script, revision, sha256, actor)
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        _refuse_outdated(script, revision, replaces)
        checks = opened(checked, revision=revision, live=script.live)
        if actor:
            _ask_for_reason(checks, reason)
        former = script.live
        entry, delivery = go_live(
            script,
            revision,
            action="revision_publish",
            actor=actor,
            address=address,
            checks={check.name: check.verdict.value for check in checks} or "not run",
            **({"reason": reason} if reason else {}),
            **({"fuse": str(fuse)} if fuse else {}),
        )
        if fuse:
            fuses.begin(former, entry, delivery, wanted=fuse, predicted=_predicted(checks))
    return script


def roll_back(
    *, script: Script, to: Revision, replaces: int | None, reason: str, actor: User, address: str | None = None
) -> Script:
    """Make a revision live again that was live before, without checks. Raises Refused where it never was, without a
    reason, and where the live revision is not number `replaces` any more."""
    if not reason.strip():
        raise ReasonNeeded("Say in a few words why.")
    _refuse_long(reason)
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        _refuse_outdated(script, to, replaces)
        if not AuditEntry.objects.filter(script=script, action__in=PUBLICATIONS, revision=to).exists():
            raise Refused(f"Revision {to.number} was never live, so it needs the checks: publish it instead.")
        why = Fuse.Why.PERSON
        go_live(script, to, action="revision_roll_back", actor=actor, address=address, why=why, reason=reason)
    return script


def _predicted(checks: tuple[Check, ...]) -> Prediction | None:
    """Return what the check before publishing replayed."""
    figures = next((check.figures for check in checks if check.name == HISTORY), None)
    return Prediction.from_dict(figures) if figures else None


def why_not(revision: Revision, actor: User | None) -> str:
    """Return the reason why this person may not publish this revision; empty where they may."""
    if not settings.REVIEW_REQUIRED or actor is None:
        return ""
    if revision.author_id != actor.pk and revision.author_name != actor.get_username():
        return ""
    return (
        f"You wrote revision {revision.number} yourself. Here another person has to look at a text before it goes "
        "live (MXADMIN_REVIEW=required): ask another publisher."
    )


def _ask_for_reason(checks: tuple[Check, ...], reason: str) -> None:
    if reason.strip():
        _refuse_long(reason)
        return
    if not checks:
        raise ReasonNeeded("The checks were not run on this text against what is live now: run them, or say why not.")
    if missed := [check.title for check in checks if not check.passed]:
        raise ReasonNeeded(f"Not passed: {', '.join(missed)}. Say why it goes live anyway.")


def _refuse_long(reason: str) -> None:
    if len(reason) > MAX_REASON:
        raise Refused(f"The reason has {len(reason)} characters; at most {MAX_REASON} are kept.")


def _refuse_unfit(script: Script, revision: Revision, sha256: str, actor: User | None) -> None:
    if revision.script != script:
        raise Refused(f"Revision {revision.number} is one of {revision.script}, not of {script}.")
    if sha256 != revision.sha256:
        raise Refused(f"The text reviewed is not that of revision {revision.number}: look at it again.")
    if forbidden := why_not(revision, actor):
        raise Refused(forbidden)
    check = check_loads(Subject(script=revision.script, source=source_of(revision), live=b""))
    if check.verdict is not Verdict.PASSED:
        raise Refused(f"Revision {revision.number} cannot go live. {check.sentence}")


def _refuse_outdated(script: Script, revision: Revision, replaces: object) -> None:
    refuse_archived(script)
    if script.live == revision:
        raise Refused(f"Revision {revision.number} is live already.")
    number = script.live.number if script.live else None
    if replaces is not ANY and replaces != number:
        raise Refused(f"Meanwhile revision {number} was made live: look at what changes now, then publish again.")
