"""Conversion between dnspython's objects and the values of this package."""

from functools import lru_cache

import dns.exception
import dns.name
import dns.rdatatype

from rules.resolver.answer import Answer, Question, Status

IDNA = dns.name.IDNA_2008_Practical


def name_text(name: dns.name.Name) -> str:
    """Return the name in lower case, without the final dot; the root is "."."""
    return name.to_text(omit_final_dot=True).lower()


@lru_cache(maxsize=10_000)
def read_name(text: str) -> dns.name.Name:
    """Read an absolute name, internationalised or not. Raise ValueError with a sentence."""
    try:
        name = dns.name.from_text(text, idna_codec=IDNA)
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(f"{text[:80]!r} cannot be asked in DNS: {str(error).rstrip('.')}.") from None
    if name == dns.name.root and text != ".":
        raise ValueError("An empty name cannot be asked in DNS.")
    return name


def read_type(text: str) -> dns.rdatatype.RdataType:
    """Read a record type that a lookup can ask for. Raise ValueError with a sentence."""
    try:
        rdtype = dns.rdatatype.from_text(text)
    except (dns.exception.DNSException, ValueError):
        raise ValueError(f"{text[:80]!r} is not a DNS record type.") from None
    if dns.rdatatype.is_metatype(rdtype):
        raise ValueError(f"{text} is a question about a zone or a server, not a record type that can be looked up.")
    return rdtype


def normal(question: Question) -> Question:
    """Return the question with its name as answers show it. Raise ValueError with a sentence where it cannot be
    asked."""
    return Question(name_text(read_name(question.name)), dns.rdatatype.to_text(read_type(question.rdtype)))


def failed(question: Question, status: Status, detail: str, *, server: str = "", elapsed_ms: float = 0.0) -> Answer:
    """Return an answer without records."""
    return Answer(
        name=question.name,
        rdtype=question.rdtype,
        status=status,
        detail=detail,
        server=server,
        elapsed_ms=elapsed_ms,
    )


def key(name: dns.name.Name) -> bytes:
    """Return the lower-case wire format: equal names have equal keys."""
    return name.to_digestable()


def text_of(key: bytes) -> str:
    """Return the name of a key, as answers show it."""
    return name_text(dns.name.from_wire(key, 0)[0])


def upwards(key: bytes) -> list[bytes]:
    """Return the keys of the name and of each name above it; the root's is the last."""
    keys = [key]
    while key != b"\0":
        key = key[key[0] + 1 :]
        keys.append(key)
    return keys
