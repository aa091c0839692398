"""The state of DNS and VPOP3's database now. Asked at most once in a while, and never for long."""

import threading
import time
from collections.abc import Callable, Hashable
from functools import partial

from cachetools import TTLCache, cached
from django.conf import settings

from rules.outqueue.connection.state import ServiceState
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.resolver.answer import Answer, Question, Status
from rules.resolver.choice import DnsChoice, Source
from rules.resolver.open import SYSTEM, open_resolver
from rules.wiring import connections

FRESH_SECONDS = 20.0
MOST_SERVERS = 100
DNS_SECONDS = 1.5
ROOT = Question(".", "NS")
"""A question for every resolver that knows the Internet: it knows the root's name servers, and has them in its
cache."""

SAID_OF = {
    Status.SERVFAIL: "DNS fails",
    Status.REFUSED: "DNS refuses to answer",
    Status.UNUSABLE: "DNS gives no usable answer",
    Status.TIMEOUT: "DNS does not answer",
    Status.INVALID: "DNS cannot be asked",
}
"""How the sentence about each failure begins."""


def remembered(
    ask: Callable[[str], ServiceState], clock: Callable[[], float] = time.monotonic
) -> Callable[[str], ServiceState]:
    """Keep each answer for some seconds: a page that many people open must not ask for each of them.

    Threads that ask for the same one meanwhile wait for it.
    """
    return cached(
        TTLCache[Hashable, ServiceState](MOST_SERVERS, FRESH_SECONDS, timer=clock), condition=threading.Condition()
    )(ask)


def dns() -> ServiceState:
    return _dns(settings.DNS_SERVER)


def doubt_of(choice: DnsChoice) -> Callable[[], str]:
    """Return a function that gives the reason for doubt where DNS found nothing.

    A server that a person named, or zone text, is believed.
    """
    if choice.source is Source.LIVE:
        return dns_doubt
    by_name = choice.source is Source.SERVER and choice.server.strip().lower() == SYSTEM
    return partial(dns_doubt, SYSTEM) if by_name else str


def dns_doubt(server: str = "") -> str:
    """Return the reason why a name that the DNS server does not find may exist anyway; empty where it knows the
    Internet."""
    state = _dns(server or settings.DNS_SERVER)
    if state.reachable:
        return ""
    return f"This DNS resolver has no Internet access, so nothing follows from what it does not find. {state.sentence}"


def vpop3() -> ServiceState:
    """Return the state of VPOP3's database. Not remembered here: the database pauses by itself after a failure."""
    database = connections.vpop3()
    try:
        columns = connections.attempts().columns()
    except Unavailable as error:
        configured = error.trouble is not Trouble.NOT_CONFIGURED
        return ServiceState(configured=configured, reachable=False, sentence=str(error))
    if columns.absent:
        none = "answers, but has no table outqueue.sendattempts yet, so there is no history. Is this VPOP3's database?"
        return ServiceState(configured=True, reachable=True, sentence=f"{database} {none}")
    return ServiceState(
        configured=True, reachable=True, sentence=f"{database} answers; {len(columns.all)} columns are read."
    )


def reads_only() -> bool | None:
    """Return whether the role at VPOP3's database can change nothing; None where the database does not say."""
    try:
        found = connections.privileges().get()
    except Unavailable:
        return None
    return not found.beyond and not found.writes


def _ask_dns(server: str) -> ServiceState:
    resolver = open_resolver(server, lifetime=DNS_SECONDS)
    answer = resolver.lookup([ROOT], fresh=True)[0]
    return ServiceState(configured=True, reachable=answer.status is Status.NOERROR, sentence=_sentence(answer))


def _sentence(answer: Answer) -> str:
    if answer.status is Status.NOERROR:
        return f"DNS answers ({answer.server})."
    instead = " Dry runs can use the pinned zone instead." if settings.ZONE_FILES else ""
    if answer.status.absent:
        return f"{answer.server} answers, but has no Internet access: it does not find the DNS root.{instead}"
    return f"{SAID_OF[answer.status]}: {answer.detail or answer.status.value}{instead}"


_dns = remembered(_ask_dns)
