"""DNS for routing: its questions put to the resolver, and the answers in the terms of routing and of the trace."""

from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter

from rules.dryrun.trace import AddressEvent, Event, MxEvent
from rules.resolver.addresses import lookup_addresses
from rules.resolver.answer import Answer, Question, Resolver, Status
from rules.resolver.mx import MxSet, order, read_mx
from rules.vpop3.asks import AddressReply, LookupAddresses, LookupMx, MxOutcome, MxReply
from rules.vpop3.decision import Server
from rules.vpop3.server_map import MAX_SERVERS


def mx(ask: LookupMx, resolver: Resolver, seed: int) -> tuple[MxEvent, MxReply]:
    """Look up the MX. Of more than `MAX_SERVERS` servers the best are kept, with a note."""
    started = perf_counter()
    [answer] = resolver.lookup([Question(ask.domain, "MX")], fresh=ask.fresh)
    found = read_mx(answer)
    ordered = order(found.exchanges, f"{seed} {ask.domain}")  # In a batch, each domain has an order of its own.
    servers = tuple(Server(exchange=mx.name, preference=mx.preference) for mx in ordered[:MAX_SERVERS])
    event = MxEvent(
        answer=answer,
        fresh=ask.fresh,
        servers=servers,
        meaning=_meaning(answer, found, seed),
        notes=found.notes + _more(len(ordered) + answer.omitted),
        elapsed_ms=(perf_counter() - started) * 1000,
    )
    return event, MxReply(found=_found(answer, found), servers=servers if not found.implicit else ())


def _found(answer: Answer, found: MxSet) -> MxOutcome:
    if found.null:
        return MxOutcome.NULL_MX
    if answer.status is Status.NXDOMAIN:
        return MxOutcome.NO_NAME
    if answer.status.failed:
        return MxOutcome.FAILURE
    return MxOutcome.SERVERS if found.exchanges and not found.implicit else MxOutcome.NO_MX


def _meaning(answer: Answer, found: MxSet, seed: int) -> str:
    if found.null:
        return f"{answer.name} takes no mail: a null MX (RFC 7505)."
    if answer.status is Status.NXDOMAIN:
        return f"{answer.name} does not exist (NXDOMAIN)."
    if answer.status.failed:
        return answer.detail or f"The lookup failed: {answer.status.value}."
    if found.implicit or not found.exchanges:
        return f"{answer.name} has no MX records: its own address records count (implicit MX, RFC 5321 §5.1)."
    count = len(found.exchanges) + answer.omitted
    if count == 1:
        return "1 mail server."
    equals = len({exchange.preference for exchange in found.exchanges}) < len(found.exchanges)
    chance = f", equal ones in random order (seed {seed})" if equals else ""
    return f"{count:,} mail servers, lowest preference first{chance}."


def found_nothing(told: Iterable[Event]) -> bool:
    """Return whether DNS said that something does not exist, or did not answer. An absence that a zone's own SOA
    confirms is believed: a resolver without Internet access has no such record."""
    answers = [event.answer for event in told if isinstance(event, MxEvent)]
    answers += [answer for event in told if isinstance(event, AddressEvent) for answer in event.answers]
    missing = [each for each in answers if each.status.failed or each.status is Status.NXDOMAIN]
    return any(not any(record.name not in {"", "."} for record in each.authority) for each in missing)


def _more(count: int) -> tuple[str, ...]:
    if count <= MAX_SERVERS:
        return ()
    return (f"DNS names {count:,} servers; the dry run looks at the first {MAX_SERVERS} by preference.",)


def addresses(ask: LookupAddresses, resolver: Resolver) -> tuple[AddressEvent, AddressReply]:
    """Look up A and AAAA of all servers at once."""
    started = perf_counter()
    found = lookup_addresses(resolver, [server.exchange for server in ask.servers], fresh=ask.fresh, by_mx=ask.by_mx)
    servers = tuple(replace(server, addresses=found[server.exchange].addresses) for server in ask.servers)
    event = AddressEvent(
        answers=tuple(answer for each in found.values() for answer in each.answers),
        servers=servers,
        notes=tuple(dict.fromkeys(each.detail for each in found.values() if each.detail)),
        elapsed_ms=(perf_counter() - started) * 1000,
    )
    failed = frozenset(name for name, each in found.items() if each.status.failed)
    return event, AddressReply(servers=servers, failed=failed)
