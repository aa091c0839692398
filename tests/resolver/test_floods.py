"""Answers of 64 KB, over and over: bounded in time, in what is kept, and in how long nobody else gets a turn."""

import struct
import threading
import time
from collections.abc import Callable

import dns.message
import pytest

from rules.resolver.answer import Answer, Question, Status
from rules.resolver.interpretation import MOST_ADDRESSES, MOST_RECORDS
from rules.resolver.live import LIFETIME, LiveResolver
from rules.resolver.query import Query
from rules.resolver.trouble import Stray, Trouble
from tests.dns_server import DnsServer
from tests.resolver.zoo import CUT, over, raw, record

ROOM = 64_000
LONG = b"".join(b"\1" + bytes([97 + number % 26]) for number in range(120)) + b"\0"
HOST = "host.example"
BEHIND_QUESTION = 12 + len(b"\4host\7example\0") + 4
LONG_AT = BEHIND_QUESTION + 12 + 2


def pointer(offset: int) -> bytes:
    return struct.pack(">H", 0xC000 | offset)


def label(number: int) -> bytes:
    return b"\4" + b"%04x" % number


def filled(make: Callable[[int], bytes], first: bytes = b"") -> Callable[[dns.message.Message], bytes]:
    records = [first] if first else []
    size = len(first)
    while size < ROOM:
        records.append(make(len(records)))
        size += len(records[-1])
    return raw(b"".join(records), answers=len(records))


ADDRESSES = filled(lambda number: record(1, struct.pack(">I", number)))
EXCHANGES = filled(lambda number: record(15, b"\0\1" + label(number) + b"\xc0\x0c"))


def long_name(number: int) -> bytes:
    return label(number) + pointer(LONG_AT + 2 * (number % 100))


def behind_the_last(number: int) -> bytes:
    """An owner that points at the last record's owner, which points at the one before."""
    return pointer(BEHIND_QUESTION + 16 * (number - 1)) if number else pointer(12)


FIRST_LONG = record(15, b"\0\1" + LONG)
FLOODS = {
    "addresses": ("A", ADDRESSES),
    "one address": ("A", filled(lambda _: record(1, b"\1\2\3\4"))),
    "other names": ("A", filled(lambda _: record(1, b"\1\2\3\4", owner=b"\0"))),
    "exchanges": ("MX", EXCHANGES),
    "long exchanges": ("MX", filled(lambda number: record(15, b"\0\2" + long_name(number)), first=FIRST_LONG)),
    "long owners": ("MX", filled(lambda number: record(15, b"\0\0\0", owner=long_name(number)), first=FIRST_LONG)),
    "aliases": ("MX", filled(lambda number: record(5, label(number) + b"\xc0\x0c"))),
    "options": ("MX", raw(record(41, b"\0\1\0\0" * 16_000, owner=b"\0"), answers=1)),
    "pointers": ("A", filled(lambda number: record(1, b"\1\2\3\4", owner=behind_the_last(number)))),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_one_message_is_read_quickly_whatever_it_holds(kind: str):
    rdtype, make = FLOODS[kind]
    query = Query.of(Question(HOST, rdtype))
    data = make(dns.message.from_wire(query.data))
    assert ROOM < len(data) < 65_536
    started = time.thread_time()  # of this thread alone: other work does not count
    try:
        answer = query.read(data)
    except (Stray, Trouble):
        answer = None
    assert time.thread_time() - started < 0.2
    assert answer is None or len(answer.records) <= MOST_RECORDS


def test_of_thousands_of_records_the_first_or_best_are_kept_and_the_rest_is_counted():
    answers = {}
    for kind in ("addresses", "exchanges"):
        rdtype, make = FLOODS[kind]
        query = Query.of(Question(HOST, rdtype))
        answers[kind] = query.read(make(dns.message.from_wire(query.data)))
    addresses, exchanges = answers.values()
    assert [record.data for record in addresses.records] == [f"0.0.0.{number}" for number in range(MOST_ADDRESSES)]
    assert addresses.omitted == ROOM // 16 - MOST_ADDRESSES
    assert addresses.detail == "4,000 A records of host.example: the first 32 are kept."
    assert len(exchanges.records) == MOST_RECORDS
    assert exchanges.detail == "3,048 MX records of host.example: the 256 of lowest preference are kept."


@pytest.fixture(scope="module")
def flood():
    """Each of the names has 64 KB of addresses."""
    names = [f"mx{number}.example" for number in range(50)]
    with DnsServer() as server:
        for name in names:
            server.say(name, over(CUT, ADDRESSES))
        yield server, [Question(name, rdtype) for name in names for rdtype in ("A", "AAAA")]


def test_a_hundred_such_answers_keep_to_the_time_of_a_lookup(flood):
    server, questions = flood
    started = time.monotonic()
    answers = LiveResolver([server.endpoint]).lookup(questions)
    assert time.monotonic() - started < LIFETIME + 1
    assert {answer.status for answer in answers[1::2]} <= {Status.UNUSABLE, Status.TIMEOUT}
    assert {len(answer.records) for answer in answers[::2]} <= {MOST_ADDRESSES, 0}
    assert answers[0].status is Status.NOERROR


class Leaving:
    """Ends the lookup, from another thread, when so many questions have gone out."""

    def __init__(self, after: int) -> None:
        self._left = after
        self.left_at = 0.0

    def attach(self, end: Callable[[], None]) -> Callable[[], None]:
        self._end = end
        return lambda: None

    def asking(self, question: Question, server: str) -> None:
        self._left -= 1
        if self._left == 0:
            threading.Thread(target=self._leave).start()

    def _leave(self) -> None:
        self.left_at = time.monotonic()
        self._end()


def test_a_lookup_under_a_flood_ends_when_it_shall(flood):
    server, questions = flood
    leaving = Leaving(after=len(questions))
    answers: list[Answer] = LiveResolver([server.endpoint], watch=leaving).lookup(questions)
    took = time.monotonic() - leaving.left_at
    assert {answer.detail for answer in answers} == {"The lookup was cancelled."}
    assert took < 1.5  # on a busy machine; tests/benchmarks/test_live_dns.py has the goal
