"""Reading messages: any bytes end in an answer or in a reason, and what dnspython reads is read alike."""

import contextlib

import dns.message
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.resolver.answer import Question
from rules.resolver.message import HEADER, Malformed, Message, Names
from rules.resolver.query import Query
from rules.resolver.trouble import EdnsRefused, Stray, Trouble, Truncated
from tests.resolver.replies import GOOD, SOA, chain, reply

QUERY = Query.of(Question("a.zoo.example", "MX"))
ASKED = dns.message.from_wire(QUERY.data)
REPLIES = [
    make(ASKED)
    for make in (
        GOOD,
        chain(4),
        reply(authority=[SOA]),
        reply(answer=["@ 60 IN MX 10 mx.@", "@ 60 IN MX 20 mx2.mx.@", "mx.@ 60 IN A 192.0.2.1"], errors=[(3, "x")]),
    )
]


def read_all(data: bytes) -> None:
    with contextlib.suppress(Stray, Trouble, Truncated, EdnsRefused):
        QUERY.read(data)


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_right_header_end_in_a_reason(body: bytes):
    read_all(HEADER.pack(QUERY.id, 0x8180, 1, 2, 2, 2) + body)


@given(st.sampled_from(REPLIES), st.lists(st.tuples(st.integers(12, 200), st.integers(0, 255)), max_size=4), st.data())
def test_a_damaged_answer_ends_in_an_answer_or_a_reason(good: bytes, damages: list[tuple[int, int]], data):
    damaged = bytearray(good)
    for position, value in damages:
        damaged[position % len(damaged)] = value
    damaged[:2] = QUERY.id.to_bytes(2, "big")
    read_all(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    read_all(bytes(damaged))


@pytest.mark.parametrize("data", REPLIES, ids=["records", "aliases", "absence", "sections"])
def test_records_are_where_dnspython_finds_them(data: bytes):
    message, known = Message(data), dns.message.from_wire(data, one_rr_per_rrset=True)
    for mine, theirs in ((message.answer, known.answer), (message.authority, known.authority)):
        assert [(raw.owner, raw.rdtype, raw.rdclass, raw.ttl) for raw in mine] == [
            (rrset.name.to_digestable(), rrset.rdtype, rrset.rdclass, rrset.ttl) for rrset in theirs
        ]


@given(st.binary(min_size=1, max_size=80), st.integers(0, 79))
def test_a_name_is_read_as_dnspython_reads_it(data: bytes, start: int):
    try:
        known = dns.name.from_wire(data, start)
    except (dns.exception.DNSException, IndexError):
        known = None
    try:
        name, end = Names(data).read(start)
    except Malformed:
        assert known is None
    else:
        assert known
        assert (name, end) == (known[0].to_digestable(), start + known[1])


@pytest.mark.parametrize(("ttl", "read"), [(0, 0), (2**31 - 1, 2**31 - 1), (2**31, 0), (2**32 - 1, 0)])
def test_a_ttl_beyond_31_bits_is_zero(ttl: int, read: int):
    data = bytearray(GOOD(ASKED))
    place = data.index((60).to_bytes(4, "big"))
    data[place : place + 4] = ttl.to_bytes(4, "big")
    assert QUERY.read(bytes(data)).records[0].ttl == read  # RFC 2181 §8


def test_an_answer_in_other_capitals_is_the_same():
    assert QUERY.read(GOOD(ASKED).replace(b"zoo", b"zOo")).records[0].name == "a.zoo.example"


def test_a_message_with_two_questions_answers_neither():
    data = bytearray(GOOD(ASKED))
    data[4:6] = (2).to_bytes(2, "big")
    with pytest.raises(Stray):
        QUERY.read(bytes(data))


def test_only_a_refusal_may_leave_the_question_out():
    without = HEADER.pack(QUERY.id, 0x8180, 0, 0, 0, 0)
    with pytest.raises(Stray, match="another question"):
        QUERY.read(without)
    with pytest.raises(Trouble, match=r"failed \(SERVFAIL\)"):
        QUERY.read(HEADER.pack(QUERY.id, 0x8182, 0, 0, 0, 0))
