"""Why mail waits, on one card: what happened last, what the live script says now, and what a person can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from rules import connections
from rules.outqueue.attempt import Attempt
from rules.outqueue.explanation import explain
from rules.outqueue.filters import AttemptFilter, TimeRange
from rules.outqueue.outcome import Outcome
from rules.presentation.live import Live
from rules.presentation.next_steps import Step
from rules.resolver.names import is_address
from rules.vpop3.decision import Kind, Reason

LOOKED_BACK = timedelta(days=7)
SHOWN = 5
MOST_SERVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`attempts` newest first. `is_server`: mail was sent to a server of that name. `whole_server`: they are all
    mail to those servers, as VPOP3 notes no domain."""

    attempts: tuple[Attempt, ...] = ()
    is_server: bool = False
    whole_server: bool = False
    incomplete: str = ""


def attempts_at(server: str) -> Found:
    """The last attempts at a server of exactly that name. Raises Unavailable."""
    page = connections.attempts().page(_lately(server=server), limit=SHOWN)
    return Found(attempts=page.attempts, is_server=bool(page.attempts), incomplete=page.incomplete or "")


def attempts_for(domain: str, recipient: str | None, live: Live | None) -> Found:
    """The last attempts for a destination: by what VPOP3 notes of it, else at the servers that it has now. Raises
    Unavailable."""
    try:
        wanted = _lately(recipient=recipient) if recipient else _lately(domain=domain)
        page = connections.attempts().page(wanted, limit=SHOWN)
        return Found(attempts=page.attempts, incomplete=page.incomplete or "")
    except ValueError:  # there is no such column
        pass
    servers = live.servers[:MOST_SERVERS] if live else []
    pages = [connections.attempts().page(_lately(server=server), limit=SHOWN) for server in servers]
    found = sorted((each for page in pages for each in page.attempts), key=lambda each: each.started, reverse=True)
    trouble = next((page.incomplete for page in pages if page.incomplete), None)
    return Found(attempts=tuple(found[:SHOWN]), whole_server=True, incomplete=trouble or "")


def _lately(**wanted: str) -> AttemptFilter:
    return AttemptFilter(time=TimeRange(last=LOOKED_BACK), **wanted)


def can_be_run(name: str) -> bool:
    """Mail goes to domains: an address has no MX."""
    return not is_address(name)


def steps(live: Live | None, attempts: Sequence[Attempt], *, script: str) -> list[Step]:
    """What a person can do, the most useful first."""
    return [*_about_decision(live, script), *_about_last(live, attempts[0] if attempts else None, script)]


def _about_decision(live: Live | None, script: str) -> Iterator[Step]:
    editor = reverse("script_edit", args=[script])
    if live is None:
        yield Step(title="Make a revision live", text="Then this page says what it decides.", url=editor)
        return
    decision = live.result.decision
    line = f"Line {decision.origin.line} of revision {live.revision.number}" if decision.origin.line else "The script"
    if any(not each.usable and each.explicit for each in decision.verdicts) or decision.kind is Kind.HOLD:
        yield Step(title="Wait, or change the rule", text=f"{line} turned servers away. Try another limit.", url=editor)
    elif decision.origin.hook and decision.kind is Kind.FAIL:
        yield Step(title="Change the rule", text=f"{line} lets this mail fail.", url=editor)
    elif decision.kind in DNS:
        yield Step(title=DNS[decision.kind], text=live.result.sentence, url=reverse("connection"))


DNS = {
    Kind.FAIL: "Check how the domain is written, and its DNS",
    Kind.DEFER: "See whether DNS answers",
}


def _about_last(live: Live | None, last: Attempt | None, script: str) -> Iterator[Step]:
    if last is None:
        nothing = "No attempt in 7 days: it is held, not in the queue at all, or waits for its Sender's next time."
        yield Step(title="Look into VPOP3's queue", text=nothing, url=reverse("attempts"))
        return
    said = explain(last.reply)
    text = " ".join((said.verdict, *said.helps))
    yield Step(title=TITLES[last.outcome], text=text, url=reverse("attempt", args=[last.handle]))
    if live and live.result.decision.reason is Reason.OVERRIDES:
        override = "GetOverrides, and not DNS, chose where this mail goes."
        yield Step(title="Check the override", text=override, url=reverse("script_edit", args=[script]))


TITLES = {
    Outcome.DELIVERED: "Look for another message",
    Outcome.TRANSIENT: "Give it time, or hold it by a rule",
    Outcome.PERMANENT: "Tell the sender what the other side said",
    Outcome.NO_REPLY_CODE: "Check the way to the server",
}
