"""The reason why mail waits, on one card: what happened last, what the live script says now, and what a person can
do."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.recent import MOST_SERVERS, RecentAttempts
from rules.outqueue.connection.state import ServiceState
from rules.presentation.live_decision import LiveDecision
from rules.presentation.next_steps import Step, about_database
from rules.resolver.names import is_address
from rules.smtp.advice import HOLD, Advice
from rules.smtp.explanation import Explanation, explain
from rules.smtp.reply import Outcome
from rules.vpop3.decision import Kind, Reason


def can_be_run(name: str) -> bool:
    """Whether a dry run can be made for it. Mail goes to domains: an address has no MX."""
    return not is_address(name)


def steps(live: LiveDecision | None, found: RecentAttempts, database: ServiceState, *, script: str) -> list[Step]:
    """Return the possible steps of a person, the most useful first."""
    queue = _about_queue(found) if database.reachable else about_database(database)
    return [*_about_decision(live, script), *queue, *_about_last(live, found.attempts)]


def _about_decision(live: LiveDecision | None, script: str) -> Iterator[Step]:
    if live is None:
        editor = reverse("script_edit", args=[script])
        yield Step(title="Make a revision live", text="Then this page says what it decides.", url=editor)
        return
    rule = live.run_address
    decision = live.result.decision
    line = f"Line {decision.origin.line} of revision {live.revision.number}" if decision.origin.line else "The script"
    refused = [each.server.exchange for each in decision.verdicts if each.refused]
    if decision.kind is Kind.HOLD:
        yield Step(title="Wait, or change the rule", text=f"{line} turned servers away. Try another limit.", url=rule)
    elif decision.origin.hook and decision.kind is Kind.FAIL:
        yield Step(title="Change the rule", text=f"{line} lets this mail fail.", url=rule)
    elif refused and decision.kind is Kind.SEND:
        text = f"The script turns {', '.join(refused[:MOST_SERVERS])} away; the mail goes to another server."
        yield Step(title="See which servers are left", text=text, url=rule)
    elif decision.kind in DNS:
        yield Step(title=DNS[decision.kind], text=live.result.sentence, url=reverse("connection"))


DNS = {
    Kind.FAIL: "Check how the domain is written, and its DNS",
    Kind.DEFER: "See whether DNS answers",
}


def _about_queue(found: RecentAttempts) -> Iterator[Step]:
    if found.others or not (found.attempts or found.incomplete):
        nothing = "No attempt in 7 days: it is held, not in the queue at all, or waits for its Sender's next time."
        yield Step(title="Look into VPOP3's queue", text=nothing, url=reverse("attempts"))


def _about_last(live: LiveDecision | None, attempts: Sequence[Attempt]) -> Iterator[Step]:
    if not attempts:
        return
    last = attempts[0]
    avoided = live is not None and _avoided(live, last.server)
    explained = explain(last.reply, held=avoided)
    text = " ".join((explained.verdict, *explained.helps))
    yield Step(
        title=_title(last.outcome, explained, avoided=avoided), text=text, url=reverse("attempt", args=[last.handle])
    )
    if live and live.result.decision.reason is Reason.OVERRIDES:
        override = "GetOverrides, and not DNS, chose where this mail goes."
        yield Step(title="Check the override", text=override, url=live.run_address)


def _avoided(live: LiveDecision, server: str) -> bool:
    """The live rule already keeps mail from that server."""
    verdict = live.verdict_on(server)
    return live.kind is Kind.HOLD or (verdict is not None and verdict.refused)


def _title(outcome: Outcome, explained: Explanation, *, avoided: bool) -> str:
    if outcome is not Outcome.NO_REPLY_CODE and explained.advice in OURS:
        return "Put right what the other side refuses"
    if HOLD in explained.helps:
        return "Give it time, or hold it by a rule"
    if avoided and outcome is Outcome.TRANSIENT:
        return "Give it time: the rule already turns this server away"
    return TITLES[outcome]


TITLES = {
    Outcome.DELIVERED: "Look for another message",
    Outcome.TRANSIENT: "Give it time",
    Outcome.PERMANENT: "Tell the sender what the other side said",
    Outcome.NO_REPLY_CODE: "Check the way to the server",
}
OURS = {
    *(Advice.SPF, Advice.DKIM, Advice.DMARC, Advice.AUTHENTICITY, Advice.TLS, Advice.REVERSE_DNS, Advice.HELO),
    *(Advice.BLOCK_LIST, Advice.REPUTATION, Advice.ADDRESS_REFUSED, Advice.SIGN_IN, Advice.PASSWORD, Advice.RELAYING),
    *(Advice.SENDER_DOMAIN, Advice.PROTOCOL, Advice.LOOP),
}
"""Advice that an administrator on this side can act on: neither time nor a rule helps."""
