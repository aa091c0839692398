"""Why mail waits, on one card: what happened last, what the live script says now, and what a person can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.statistics.time_budget import Patience
from rules.presentation.live_decision import Live
from rules.presentation.next_steps import Step, about_database
from rules.resolver.names import is_address
from rules.resolver.registered_domain import registered
from rules.smtp.advice import HOLD, Advice
from rules.smtp.explanation import Explanation, explain
from rules.smtp.reply import Outcome
from rules.vpop3.decision import Kind, Reason
from rules.wiring import connections
from rules.wiring.health import State

LOOKED_BACK = timedelta(days=7)
SHOWN = 5
MOST_SERVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`attempts` newest first; `query` is that of the list with all of them. `server`: they went to the server of that
    name. `note` is a sentence where they are not only what was asked for; `others`: none of them is."""

    attempts: tuple[Attempt, ...] = ()
    query: str = ""
    server: str = ""
    note: str = ""
    others: bool = False
    incomplete: str = ""


def attempts_at(*names: str, patience: Patience) -> Found:
    """The last attempts at the first of these servers that has any, or took too long to look for. Raises
    Unavailable."""
    for name in dict.fromkeys(map(server_name, names)):
        found = _found(patience, server=name)
        if found.attempts:
            return replace(found, server=name)
        if found.incomplete:
            return found
    return Found()


def attempts_for(domain: str, recipient: str | None, live: Live | None, patience: Patience) -> Found:
    """The last attempts for a destination: by what VPOP3 notes of it, else at the servers that it has now. Raises
    Unavailable."""
    columns = connections.attempts().columns()
    if recipient and Meaning.RECIPIENT in columns:
        found = _found(patience, recipient=recipient)
        if found.attempts or found.incomplete:
            return found
    if Meaning.RECIPIENT in columns or Meaning.DOMAIN in columns:
        return _of_domain(domain, recipient, patience, known=Meaning.RECIPIENT in columns)
    return _at_servers(domain, live, patience)


def _of_domain(domain: str, recipient: str | None, patience: Patience, *, known: bool) -> Found:
    found = _found(patience, domain=domain)
    if not recipient or not found.attempts:
        return found
    if known:
        note = f"VPOP3 noted no attempt for {recipient} in the last 7 days. These were for others at {domain}."
        return replace(found, note=note, others=True)
    return replace(found, note=f"VPOP3 notes no recipient here, so these are all attempts for {domain}.")


def _at_servers(domain: str, live: Live | None, patience: Patience) -> Found:
    if not live or not live.servers:
        return Found(incomplete=f"VPOP3 notes no domain here, and no server of {domain} is known: name the server.")
    parts: list[Found] = []
    for server in live.servers[:MOST_SERVERS]:
        parts.append(attempts_at(server, patience=patience))
        if parts[-1].incomplete:
            break
    newest = sorted((each for part in parts for each in part.attempts), key=lambda each: each.started, reverse=True)
    return Found(
        attempts=tuple(newest[:SHOWN]),
        query=_all([part for part in parts if part.attempts]),
        note=f"VPOP3 notes no domain here: these are all attempts at the servers of {domain}, for whomever.",
        incomplete=next((part.incomplete for part in parts if part.incomplete), ""),
    )


def _all(parts: Sequence[Found]) -> str:
    """The query of all attempts of these; where they went to several providers, of the first."""
    providers = {registered(part.server) for part in parts}
    if len(parts) > 1 and len(providers) == 1:
        return urlencode({"range": "7d", "provider": providers.pop()})
    return parts[0].query if parts else ""


def _found(patience: Patience, **wanted: str) -> Found:
    """`wanted`: the server, recipient or domain."""
    asked = AttemptFilter(
        time=TimeRange(last=LOOKED_BACK),
        server=wanted.get("server"),
        recipient=wanted.get("recipient"),
        domain=wanted.get("domain"),
    )
    page = patience.ask(lambda: connections.attempts().page(asked, limit=SHOWN))
    if page is None:
        return Found(incomplete=patience.sentence)
    return Found(attempts=page.attempts, query=urlencode({"range": "7d", **wanted}), incomplete=page.incomplete or "")


def can_be_run(name: str) -> bool:
    """Mail goes to domains: an address has no MX."""
    return not is_address(name)


def steps(live: Live | None, found: Found, database: State, *, script: str) -> list[Step]:
    """What a person can do, the most useful first."""
    queue = _about_queue(found) if database.reachable else about_database(database)
    return [*_about_decision(live, script), *queue, *_about_last(live, found.attempts)]


def _about_decision(live: Live | None, script: str) -> Iterator[Step]:
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


def _about_queue(found: Found) -> Iterator[Step]:
    if found.others or not (found.attempts or found.incomplete):
        nothing = "No attempt in 7 days: it is held, not in the queue at all, or waits for its Sender's next time."
        yield Step(title="Look into VPOP3's queue", text=nothing, url=reverse("attempts"))


def _about_last(live: Live | None, attempts: Sequence[Attempt]) -> Iterator[Step]:
    if not attempts:
        return
    last = attempts[0]
    avoided = live is not None and _avoided(live, last.server)
    said = explain(last.reply, held=avoided)
    text = " ".join((said.verdict, *said.helps))
    yield Step(title=_title(last.outcome, said, avoided=avoided), text=text, url=reverse("attempt", args=[last.handle]))
    if live and live.result.decision.reason is Reason.OVERRIDES:
        override = "GetOverrides, and not DNS, chose where this mail goes."
        yield Step(title="Check the override", text=override, url=live.run_address)


def _avoided(live: Live, server: str) -> bool:
    """The live rule already keeps mail from that server."""
    verdict = live.verdict_on(server)
    return live.kind is Kind.HOLD or (verdict is not None and verdict.refused)


def _title(outcome: Outcome, said: Explanation, *, avoided: bool) -> str:
    if outcome is not Outcome.NO_REPLY_CODE and said.advice in OURS:
        return "Put right what the other side refuses"
    if HOLD in said.helps:
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
"""What an administrator on this side can change: neither time nor a rule helps."""
