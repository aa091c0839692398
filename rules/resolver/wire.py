"""Between dnspython's objects and the values of this package."""

from dataclasses import replace
from functools import lru_cache

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from rules.resolver.answer import Answer, Question, Record, Status

IDNA = dns.name.IDNA_2008_Practical


def name_text(name: dns.name.Name) -> str:
    """Lower case, no final dot; the root is "."."""
    return name.to_text(omit_final_dot=True).lower()


@lru_cache(maxsize=10_000)
def read_name(text: str) -> dns.name.Name:
    """An absolute name, internationalised or not. Raises ValueError with a sentence."""
    try:
        name = dns.name.from_text(text, idna_codec=IDNA)
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(f"{text[:80]!r} cannot be asked in DNS: {str(error).rstrip('.')}.") from None
    if name == dns.name.root and text != ".":
        raise ValueError("An empty name cannot be asked in DNS.")
    return name


def read_type(text: str) -> dns.rdatatype.RdataType:
    """A record type that a lookup can ask for. Raises ValueError with a sentence."""
    try:
        rdtype = dns.rdatatype.from_text(text)
    except (dns.exception.DNSException, ValueError):
        raise ValueError(f"{text[:80]!r} is not a DNS record type.") from None
    if dns.rdatatype.is_metatype(rdtype):
        raise ValueError(f"{text} is a question about a zone or a server, not a record type that can be looked up.")
    return rdtype


def normal(question: Question) -> Question:
    """The question with its name as answers show it. Raises ValueError with a sentence where it cannot be asked."""
    return Question(name_text(read_name(question.name)), dns.rdatatype.to_text(read_type(question.rdtype)))


def failed(question: Question, status: Status, detail: str, *, server: str = "", elapsed_ms: float = 0.0) -> Answer:
    """An answer without records."""
    return Answer(
        name=question.name,
        rdtype=question.rdtype,
        status=status,
        detail=detail,
        server=server,
        elapsed_ms=elapsed_ms,
    )


def records(rrset: dns.rrset.RRset) -> tuple[Record, ...]:
    owner, rdtype = name_text(rrset.name), dns.rdatatype.to_text(rrset.rdtype)
    return tuple(Record(name=owner, rdtype=rdtype, ttl=rrset.ttl, data=rdata.to_text()) for rdata in rrset)


def read_response(question: Question, response: dns.message.QueryMessage) -> Answer:
    """The answer in a NOERROR or NXDOMAIN response. Raises DNSException when its CNAME chain has no end."""
    chaining = response.resolve_chaining()
    answer = Answer(
        name=question.name,
        rdtype=question.rdtype,
        status=Status.NODATA,
        chain=tuple(record for cname in chaining.cnames for record in records(cname)),
    )
    if chaining.answer is not None:
        return replace(answer, status=Status.NOERROR, records=records(chaining.answer))
    status = Status.NXDOMAIN if response.rcode() == dns.rcode.NXDOMAIN else Status.NODATA
    return replace(answer, status=status, authority=_start_of_authority(response))


def _start_of_authority(response: dns.message.QueryMessage) -> tuple[Record, ...]:
    return tuple(
        record for rrset in response.authority if rrset.rdtype == dns.rdatatype.SOA for record in records(rrset)
    )
