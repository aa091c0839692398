"""Answers from zone text instead of the network: the same every time, and without a server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import dns.name
import dns.rdata
import dns.rdatatype

from rules.resolver import wire, zone_text
from rules.resolver.answer import Answer, Question, Record, Status
from rules.resolver.zone_text import Force, ZoneData

SOURCE = "zone text"
_MAX_CHAIN = 16
_MOST_KNOWN = 10_000
_STATUS = {
    Force.SERVFAIL: Status.SERVFAIL,
    Force.TIMEOUT: Status.TIMEOUT,
    Force.NXDOMAIN: Status.NXDOMAIN,
    Force.REFUSED: Status.REFUSED,
}
_WILDCARD = dns.name.Name([b"*"])


class ZoneResolver:
    """Answers as a recursive resolver would if the texts were the whole of DNS: CNAMEs are followed (RFC 1034
    §3.6.2), wildcards match (RFC 4592), other names do not exist. NS and DNAME records change nothing."""

    def __init__(self, data: ZoneData) -> None:
        self._data = data
        self._existing = {*data.rrsets, *(above for name in data.rrsets for above in _upwards(name))}
        self._known = lru_cache(maxsize=_MOST_KNOWN)(self._answer)  # The texts do not change.

    @classmethod
    def parse(
        cls, texts: Iterable[tuple[str, str]], *, forced: Mapping[str, Force] | None = None, asked: str = ""
    ) -> "ZoneResolver":
        """Read (label, text) pairs of master-file text; `forced` counts as if written in a `;@force` comment; `asked`
        is the domain that a ZoneError offers as origin.

        Raises ZoneError, which names label and line, and ValueError for a name in `forced`.
        """
        data = zone_text.read(texts, asked=asked)
        for name, force in (forced or {}).items():
            data.force(wire.read_name(name), Force(force))
        return cls(data)

    def describe(self) -> str:
        return f"pinned ({SOURCE})"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:  # noqa: ARG002
        """Answer in the order of the questions. Never raise."""
        return [self._known(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        try:
            question = wire.normal(question)
        except ValueError as error:
            return wire.failed(question, Status.INVALID, str(error))
        name, rdtype = wire.read_name(question.name), wire.read_type(question.rdtype)
        answer = wire.failed(question, Status.SERVFAIL, "The CNAME chain has no end.", server=SOURCE)
        chain: list[Record] = []
        seen: set[dns.name.Name] = set()
        while name not in seen and len(seen) < _MAX_CHAIN:
            seen.add(name)
            status, target, found = self._find(name, rdtype)
            if target is None:
                return self._complete(replace(answer, status=status, records=found, chain=tuple(chain)), name)
            chain += found
            name = target
        return replace(answer, chain=tuple(chain))

    def _find(
        self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
    ) -> tuple[Status, dns.name.Name | None, tuple[Record, ...]]:
        """Take one step: return how it ended, the CNAME's target where it did not end, and the records found."""
        if name in self._data.forced:
            return _STATUS[self._data.forced[name]], None, ()
        node = self._node(name)
        if node is None:
            return Status.NXDOMAIN, None, ()
        if rdtype in node:
            return Status.NOERROR, None, _records(name, node[rdtype])
        if dns.rdatatype.CNAME in node:
            (alias,) = node[dns.rdatatype.CNAME]
            return Status.NOERROR, alias.target, _records(name, node[dns.rdatatype.CNAME])  # type: ignore[attr-defined]
        return Status.NODATA, None, ()

    def _node(self, name: dns.name.Name) -> dict[dns.rdatatype.RdataType, dict[dns.rdata.Rdata, int]] | None:
        """Return the records at a name, none at an empty non-terminal, otherwise those of the wildcard that covers
        it."""
        if name in self._existing:
            return self._data.rrsets.get(name, {})
        encloser = next((above for above in _upwards(name) if above in self._existing), dns.name.root)
        return self._data.rrsets.get(_WILDCARD + encloser)

    def _complete(self, answer: Answer, name: dns.name.Name) -> Answer:
        """Add a sentence where the result is forced, and the SOA where it is negative (RFC 2308 §2)."""
        force = self._data.forced.get(name)
        detail = f"The zone text forces {force} on {wire.name_text(name)}." if force else ""
        authority = self._authority(name) if answer.status.absent else ()
        return replace(answer, detail=detail, authority=authority)

    def _authority(self, name: dns.name.Name) -> tuple[Record, ...]:
        for ancestor in _upwards(name):
            if soa := self._data.rrsets.get(ancestor, {}).get(dns.rdatatype.SOA):
                return _records(ancestor, soa)
        return ()


def _upwards(name: dns.name.Name) -> Iterable[dns.name.Name]:
    """Yield the name, then each name above it except the root."""
    while name != dns.name.root:
        yield name
        name = name.parent()


def _records(name: dns.name.Name, rrset: Mapping[dns.rdata.Rdata, int]) -> tuple[Record, ...]:
    ttl = min(rrset.values())  # The records of an RRset share one TTL (RFC 2181 §5.2).
    return tuple(
        Record(name=wire.name_text(name), rdtype=dns.rdatatype.to_text(rdata.rdtype), ttl=ttl, data=rdata.to_text())
        for rdata in rrset
    )
