"""Making responses by hand, also those that no honest server sends."""

import struct
from collections.abc import Callable, Sequence

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.dns_server import HANG_UP, Talk

ZONE = "zoo.example."
SOA = f"{ZONE} 900 IN SOA ns.test. hostmaster.test. 1 7200 900 86400 300"
Reply = Callable[[dns.message.Message], bytes]


def reply(
    *,
    answer: Sequence[str] = (),
    authority: Sequence[str] = (),
    flags: str = "RA",
    rcode: str = "NOERROR",
    errors: Sequence[tuple[int, str]] = (),
) -> Reply:
    """A well-formed response; in records, @ is the name asked for."""

    def make(query: dns.message.Message) -> bytes:
        asked = query.question[0].name.to_text()
        options = [dns.edns.EDEOption(code, text or None) for code, text in errors]
        response = dns.message.make_response(query)
        if options:
            response.use_edns(0, options=options)
        response.set_rcode(dns.rcode.from_text(rcode))
        for section, texts in ((response.answer, answer), (response.authority, authority)):
            section += [_rrset(text.replace("@", asked)) for text in texts]
        wire = bytearray(response.to_wire(max_size=65535))
        bits = int.from_bytes(wire[2:4], "big") | dns.flags.from_text(flags)
        return bytes(wire[:2]) + bits.to_bytes(2, "big") + bytes(wire[4:])

    return make


def _rrset(text: str) -> dns.rrset.RRset:
    owner, ttl, rdclass, rdtype, data = text.split(" ", 4)
    return dns.rrset.from_text(owner, int(ttl), rdclass, rdtype, data)


def raw(records: bytes, *, answers: int, authorities: int = 0, flags: int = 0x8180) -> Reply:
    """A response with these bytes behind the question, which begins at offset 12."""

    def make(query: dns.message.Message) -> bytes:
        question = dns.message.make_query(query.question[0].name, query.question[0].rdtype).to_wire()[12:]
        return struct.pack(">HHHHHH", query.id, flags, 1, answers, authorities, 0) + question + records

    return make


def record(rdtype: int, data: bytes, *, owner: bytes = b"\xc0\x0c", rdclass: int = 1, ttl: int = 60) -> bytes:
    return owner + struct.pack(">HHIH", rdtype, rdclass, ttl, len(data)) + data


def always(*replies: Reply, after: float = 0.0) -> Talk:
    return lambda query, transport: [(after, make(query)) for make in replies]


def over(udp: Reply | None, tcp: Reply | None, *, close: bool = False, after: float = 0.0) -> Talk:
    def talk(query: dns.message.Message, transport: str) -> list[tuple[float, bytes]]:
        make = tcp if transport == "tcp" else udp
        said = [(after if transport == "tcp" else 0.0, make(query))] if make else []
        return [*said, (0.0, HANG_UP)] if close and transport == "tcp" else said

    return talk


def without_edns(instead: Reply | None) -> Talk:
    """Answers a question without EDNS; one with EDNS gets something else, or nothing."""

    def talk(query: dns.message.Message, transport: str) -> list[tuple[float, bytes]]:
        make = GOOD if query.edns < 0 else instead
        return [(0.0, make(query))] if make else []

    return talk


def first_only(after: float) -> Talk:
    """Answers the first try, late, and no other."""
    asked = []

    def talk(query: dns.message.Message, transport: str) -> list[tuple[float, bytes]]:
        asked.append(query.id)
        return [(after, GOOD(query))] if len(asked) == 1 else []

    return talk


def with_id(query: dns.message.Message) -> bytes:
    return ((query.id + 1) % 65536).to_bytes(2, "big") + GOOD(query)[2:]


def about(name: str, rdtype: str = "MX", rdclass: str = "IN") -> Reply:
    def make(query: dns.message.Message) -> bytes:
        other = dns.message.make_query(name.replace("@", query.question[0].name.to_text()), rdtype, rdclass)
        other.id = query.id
        return GOOD(other)

    return make


GOOD = reply(answer=["@ 60 IN MX 10 mx.example."])
CUT = reply(flags="TC RA")
GOOD_DATA = ("10 mx.example.",)
LATE = 1.0
"""Seconds: after two more tries, in the time of the tests."""


def chain(length: int, *, back: bool = False) -> Reply:
    names = ["@", *(f"c{number}.{ZONE}" for number in range(1, length)), "@" if back else f"end.{ZONE}"]
    aliases = [f"{name} 60 IN CNAME {names[number + 1]}" for number, name in enumerate(names[:-1])]
    return reply(answer=[*aliases, f"end.{ZONE} 60 IN MX 10 mx.example."])
