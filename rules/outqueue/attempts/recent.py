"""The last attempts at a server or for a destination, to say why mail waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.statistics.time_budget import TimeBudget
from rules.resolver.registered_domain import registered_domain

LOOKED_BACK = timedelta(days=7)
SHOWN = 5
MOST_SERVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentAttempts:
    """`attempts` newest first; `query` is that of the list with all of them. `server`: they went to the server of that
    name. `note` is a sentence where they are not only what was asked for; `others`: none of them is."""

    attempts: tuple[Attempt, ...] = ()
    query: str = ""
    server: str = ""
    note: str = ""
    others: bool = False
    incomplete: str = ""


def attempts_at(source: SendAttempts, *names: str, patience: TimeBudget) -> RecentAttempts:
    """Return the last attempts at the first of these servers that has any, or took too long to look for. Raises
    Unavailable."""
    for name in dict.fromkeys(map(server_name, names)):
        found = _found(source, patience, server=name)
        if found.attempts:
            return replace(found, server=name)
        if found.incomplete:
            return found
    return RecentAttempts()


def attempts_for(
    source: SendAttempts, domain: str, recipient: str | None, servers: Sequence[str], patience: TimeBudget
) -> RecentAttempts:
    """Return the last attempts for a destination: by what VPOP3 notes of it, else at the `servers` that it has now.
    Raises Unavailable."""
    columns = source.columns()
    if recipient and Meaning.RECIPIENT in columns:
        found = _found(source, patience, recipient=recipient)
        if found.attempts or found.incomplete:
            return found
    if Meaning.RECIPIENT in columns or Meaning.DOMAIN in columns:
        return _of_domain(source, domain, recipient, patience, known=Meaning.RECIPIENT in columns)
    return _at_servers(source, domain, servers, patience)


def _of_domain(
    source: SendAttempts, domain: str, recipient: str | None, patience: TimeBudget, *, known: bool
) -> RecentAttempts:
    found = _found(source, patience, domain=domain)
    if not recipient or not found.attempts:
        return found
    if known:
        note = f"VPOP3 recorded no attempt for {recipient} in the last 7 days. These were for others at {domain}."
        return replace(found, note=note, others=True)
    return replace(found, note=f"VPOP3 notes no recipient here, so these are all attempts for {domain}.")


def _at_servers(source: SendAttempts, domain: str, servers: Sequence[str], patience: TimeBudget) -> RecentAttempts:
    if not servers:
        return RecentAttempts(
            incomplete=f"VPOP3 notes no domain here, and no server of {domain} is known: name the server."
        )
    parts: list[RecentAttempts] = []
    for server in servers[:MOST_SERVERS]:
        parts.append(attempts_at(source, server, patience=patience))
        if parts[-1].incomplete:
            break
    newest = sorted((each for part in parts for each in part.attempts), key=lambda each: each.started, reverse=True)
    return RecentAttempts(
        attempts=tuple(newest[:SHOWN]),
        query=_all([part for part in parts if part.attempts]),
        note=f"VPOP3 notes no domain here: these are all attempts at the servers of {domain}, for any recipient.",
        incomplete=next((part.incomplete for part in parts if part.incomplete), ""),
    )


def _all(parts: Sequence[RecentAttempts]) -> str:
    """Return the query of all these attempts; where they went to several providers, of the first."""
    providers = {registered_domain(part.server) for part in parts}
    if len(parts) > 1 and len(providers) == 1:
        return urlencode({"range": "7d", "provider": providers.pop()})
    return parts[0].query if parts else ""


def _found(source: SendAttempts, patience: TimeBudget, **wanted: str) -> RecentAttempts:
    """Find the last attempts by `wanted`: the server, recipient or domain."""
    asked = AttemptFilter(
        time=TimeRange(last=LOOKED_BACK),
        server=wanted.get("server"),
        recipient=wanted.get("recipient"),
        domain=wanted.get("domain"),
    )
    page = patience.ask(lambda: source.page(asked, limit=SHOWN))
    if page is None:
        return RecentAttempts(incomplete=patience.sentence)
    return RecentAttempts(
        attempts=page.attempts, query=urlencode({"range": "7d", **wanted}), incomplete=page.incomplete or ""
    )
