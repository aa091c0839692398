"""The meaning of a response for a question: records, NODATA, NXDOMAIN or nothing useful (RFC 2308, RFC 2181)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Record, Status
from rules.resolver.message import Asked, Malformed, Message, Raw
from rules.resolver.trouble import Trouble

MAX_CHAIN = 16
"""CNAMEs in a row: BIND and Unbound stop at 11, dnspython at 16."""
TOO_LONG = f"gave a chain of more than {MAX_CHAIN} aliases (CNAME)"
MOST_RECORDS = 256
MOST_ADDRESSES = 32
"""The most records that are kept of one RRset, MX records by preference: no mail server tries more."""

_CNAME, _SOA, _NS, _MX = (dns.rdatatype.CNAME, dns.rdatatype.SOA, dns.rdatatype.NS, dns.rdatatype.MX)
_ADDRESSES = {dns.rdatatype.A, dns.rdatatype.AAAA}

Nodes = Mapping[bytes, Mapping[int, Sequence[Raw]]]
"""The records that count, by owner and type: those of the type asked for, and aliases."""


def interpret(question: Question, asked: Asked, message: Message) -> Answer:
    """Return the answer in a response whose rcode is NOERROR or NXDOMAIN. Where its CNAMEs lead to a name that it
    does not mention, that is NODATA without authority. Raise Trouble, and Malformed for data that cannot be read."""
    nodes = _nodes(message, asked)
    chain, end = _chain(nodes, asked, message)
    found = nodes.get(end, {}).get(asked.rdtype, ())
    answer = Answer(
        name=question.name,
        rdtype=question.rdtype,
        status=Status.NODATA,
        chain=chain,
        extended_errors=message.errors,
        detail=" ".join(f"The server adds: {error}." for error in message.errors),
    )
    if not found:
        return _negative(answer, end, message)
    if message.rcode == dns.rcode.NXDOMAIN:
        raise Trouble(Status.UNUSABLE, f"contradicts itself: NXDOMAIN, with {question.rdtype} records")
    return _positive(answer, end, found, message, alias=_CNAME in nodes[end] and asked.rdtype != _CNAME)


def _nodes(message: Message, asked: Asked) -> Nodes:
    nodes: dict[bytes, dict[int, list[Raw]]] = {}
    wanted = {asked.rdtype, int(_CNAME)}
    for record in message.answer:
        if record.rdtype in wanted and record.rdclass == dns.rdataclass.IN:
            nodes.setdefault(record.owner, {}).setdefault(record.rdtype, []).append(record)
    return nodes


def _chain(nodes: Nodes, asked: Asked, message: Message) -> tuple[tuple[Record, ...], bytes]:
    """Return the aliases that lead from the name asked for to the last one, and that name."""
    chain: list[Record] = []
    name, seen = asked.name, {asked.name}
    while (node := nodes.get(name, {})) and asked.rdtype not in node:
        targets = {_target(alias, message): alias for alias in node[_CNAME]}
        if len(targets) > 1:
            raise Trouble(Status.UNUSABLE, _two_aliases(name, list(targets)))
        [(target, alias)] = targets.items()
        chain += _records(name, [alias], message)
        if target in seen:
            raise Trouble(Status.UNUSABLE, f"gave a CNAME chain without an end: it returns to {wire.text_of(target)}")
        if len(chain) > MAX_CHAIN:
            raise Trouble(Status.UNUSABLE, TOO_LONG)
        seen.add(target)
        name = target
    return tuple(chain), name


def _two_aliases(name: bytes, targets: Sequence[bytes]) -> str:
    named = ", ".join(wire.text_of(target) for target in targets[:3]) + (", …" if len(targets) > 3 else "")
    return (
        f"gave {len(targets)} CNAME records for {wire.text_of(name)} ({named}), "
        "where DNS allows only one (RFC 2181 §10.1)"
    )


def _target(alias: Raw, message: Message) -> bytes:
    target, end = message.names.read(alias.start)
    if end != alias.start + alias.length:
        raise Malformed("a message with a CNAME record of the wrong length")
    return target


def _positive(answer: Answer, end: bytes, found: Sequence[Raw], message: Message, *, alias: bool) -> Answer:
    distinct = _distinct(found, message)
    most = MOST_ADDRESSES if found[0].rdtype in _ADDRESSES else MOST_RECORDS
    details = [answer.detail] if answer.detail else []
    if alias:
        details.append(f"{wire.text_of(end)} has a CNAME beside other records, which RFC 2181 §10.1 forbids: ignored.")
    if len(distinct) > most:
        first = f"the {most} of lowest preference" if found[0].rdtype == _MX else f"the first {most}"
        details.append(f"{len(distinct):,} {answer.rdtype} records of {wire.text_of(end)}: {first} are kept.")
    ttl = min(raw.ttl for raw in found)  # The records of an RRset share one TTL (RFC 2181 §5.2).
    kept = [raw._replace(ttl=ttl) for raw in distinct[:most]]
    return replace(
        answer,
        status=Status.NOERROR,
        records=tuple(_records(end, kept, message)),
        omitted=max(0, len(distinct) - most),
        detail=" ".join(details),
    )


def _distinct(found: Sequence[Raw], message: Message) -> list[Raw]:
    """Keep each record once (RFC 2181 §5), the best MX first."""
    if found[0].rdtype != _MX:
        first: dict[bytes, Raw] = {}
        for raw in found:
            first.setdefault(message.wire[raw.start : raw.start + raw.length], raw)
        return list(first.values())
    return [raw for _, raw in sorted({_exchange(raw, message): raw for raw in found}.items())]


def _exchange(raw: Raw, message: Message) -> tuple[int, bytes]:
    exchange, end = message.names.read(raw.start + 2)
    if end != raw.start + raw.length:
        raise Malformed("a message with an MX record of the wrong length")
    return int.from_bytes(message.wire[raw.start : raw.start + 2], "big"), exchange


def _records(owner: bytes, found: Sequence[Raw], message: Message) -> Iterator[Record]:
    name = wire.text_of(owner)
    for raw in found:
        rdtype = dns.rdatatype.RdataType.make(raw.rdtype)
        try:
            rdata = dns.rdata.from_wire(dns.rdataclass.IN, rdtype, message.wire, raw.start, raw.length)
        except (dns.exception.DNSException, ValueError):
            kind = dns.rdatatype.to_text(rdtype)
            raise Malformed(f"a message with {kind} data for {name} that cannot be read") from None
        yield Record(name=name, rdtype=dns.rdatatype.to_text(rdtype), ttl=raw.ttl, data=rdata.to_text())


def _negative(answer: Answer, end: bytes, message: Message) -> Answer:
    """Return NXDOMAIN or NODATA, as the SOA of the name's own zone says. NS records without a SOA are a referral,
    which is no answer (RFC 2308 §2.2); neither is an empty response of a server that neither owns nor resolves the
    name."""
    above = wire.upwards(end)
    authority = _start_of_authority(above, message)
    if message.rcode == dns.rcode.NXDOMAIN:
        return replace(answer, status=Status.NXDOMAIN, authority=authority)
    if authority or answer.chain:
        return replace(answer, authority=authority)
    name = wire.text_of(end)
    if message.answer:
        raise Trouble(Status.UNUSABLE, f"answers with records that are no {answer.rdtype} records of {name}")
    zones = [raw.owner for raw in message.authority if raw.rdtype == _NS]
    if zones and not (message.authoritative and zones[0] in above[:-1]):
        to = "the root servers" if zones[0] == b"\0" else f"the name servers of {wire.text_of(zones[0])}"
        raise Trouble(Status.UNUSABLE, f"does not resolve {name}: it only refers to {to} (a referral)")
    if not (message.authoritative or message.recursive):
        raise Trouble(
            Status.UNUSABLE,
            f"does not resolve {name}: its answer is empty, and it is neither responsible for the name "
            "nor does it ask other servers (a lame delegation)",
        )
    return answer


def _start_of_authority(above: Sequence[bytes], message: Message) -> tuple[Record, ...]:
    """Return the nearest SOA at the name or above it: another zone's says nothing about this name (RFC 2308 §5)."""
    found = {raw.owner: raw for raw in message.authority if raw.rdtype == _SOA and raw.rdclass == dns.rdataclass.IN}
    nearest = next((owner for owner in above if owner in found), None)
    return tuple(_records(nearest, [found[nearest]], message)) if nearest else ()
