"""The check that the new text lets go of every server and of every message again."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rules.guard.guard import BadScript, guard
from rules.guard.result import GuardResult
from rules.guard.settings import GuardSettings
from rules.guard.words import headline
from rules.models.verdict import Verdict
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.replay.answering import Cancelled
from rules.replay.request import ReplayRequest, Text
from rules.services.checks.check import Check, Subject
from rules.services.checks.time_bound import bounded
from rules.wiring import connections, histories
from rules.wiring.linting import load_error

TITLE = "Lets go of every server and message"
LAST = timedelta(days=7)
SECONDS, GRACE = 8.0, 4.0


def check_guard(subject: Subject) -> Check:
    """`details` is a `GuardResult`. What the live text does as well fails nothing. No world is played: that takes too
    long for a page that waits. Takes about `SECONDS` at most, and then says how far it came."""
    if load_error(subject.source, subject.cancellation):
        return _check(Verdict.UNKNOWN, "Not looked at: the text did not load.")
    try:
        found = guarded(subject, datetime.now(UTC))
    except Unavailable as error:
        if error.trouble is Trouble.NOT_CONFIGURED:
            return _check(Verdict.PASSED, "Nothing to look at: no VPOP3 database is connected.")
        return _check(Verdict.WARNED, f"The send attempts could not be read: {error}")
    except BadScript as problem:
        return _check(Verdict.UNKNOWN, str(problem))
    except Cancelled:
        return _check(Verdict.UNKNOWN, f"Not finished in {SECONDS + GRACE:.0f} seconds: the text takes too long.")
    return _check(_verdict(found), _sentence(found), found)


def guarded(subject: Subject, now: datetime) -> GuardResult:
    """Look at the last days. Raises Unavailable, BadScript and Cancelled."""
    request = ReplayRequest(
        text=Text(source=subject.source, name="new"),
        against=Text(source=subject.live, name="live"),
        since=now - LAST,
        until=now,
        zone=timezone.get_default_timezone(),
    )
    wanted = GuardSettings(give_up_days=settings.GIVE_UP_DAYS, seconds=SECONDS, world_servers=0)
    bound = bounded(subject.cancellation, SECONDS + GRACE)
    with bound as cancellation, histories.opened(request, cancellation) as world:
        return guard(request, wanted, world.surroundings(connections.mass_sandbox(), cancellation))


def _verdict(found: GuardResult) -> Verdict:
    if found.failed_anew:
        return Verdict.FAILED
    return Verdict.WARNED if found.failed or found.unknown or found.partial else Verdict.PASSED


def _sentence(found: GuardResult) -> str:
    known = " The live text does the same." if found.failed and not found.failed_anew else ""
    return " ".join([f"{headline(found)}{known}", *found.partial])


def _check(verdict: Verdict, sentence: str, details: GuardResult | None = None) -> Check:
    return Check(name="guard", title=TITLE, verdict=verdict, sentence=sentence, details=details)
