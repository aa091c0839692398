"""Answers of 64 KB, over and over: bounded in time, in what is kept, and in how long nobody else gets a turn."""

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
from tests.resolver.floods import ADDRESSES, FLOODS, HOST, ROOM
from tests.resolver.replies import CUT, over


@pytest.mark.parametrize("kind", FLOODS)
def test_one_message_is_read_quickly_whatever_it_holds(kind: str):
    rdtype, make = FLOODS[kind]
    query = Query.of(Question(HOST, rdtype))
    data = make(dns.message.from_wire(query.data))
    assert ROOM < len(data) < 65_536

    def read() -> tuple[float, int]:
        started = time.thread_time()  # of this thread alone: other work does not count
        try:
            kept = len(query.read(data).records)
        except (Stray, Trouble):
            kept = 0
        return time.thread_time() - started, kept

    seconds, kept = min(read() for _ in range(3))  # the garbage of other tests may be collected meanwhile
    assert seconds < 0.2
    assert kept <= MOST_RECORDS


def test_the_best_of_thousands_of_records_are_kept_and_the_rest_counted():
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


def test_a_hundred_large_answers_stay_within_the_time_of_a_lookup(flood):
    server, questions = flood
    started = time.monotonic()
    answers = LiveResolver([server.endpoint]).lookup(questions)
    assert time.monotonic() - started < LIFETIME + 1
    assert {answer.status for answer in answers[1::2]} <= {Status.UNUSABLE, Status.TIMEOUT}
    assert {len(answer.records) for answer in answers[::2]} <= {MOST_ADDRESSES, 0}
    assert answers[0].status is Status.NOERROR


class Leaving:
    """A cancellation that ends the lookup, from another thread, when so many questions have gone out."""

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


def test_a_lookup_under_a_flood_ends_when_it_is_cancelled(flood):
    server, questions = flood
    leaving = Leaving(after=len(questions))
    answers: list[Answer] = LiveResolver([server.endpoint], watch=leaving).lookup(questions)
    took = time.monotonic() - leaving.left_at
    assert {answer.detail for answer in answers} == {"The lookup was cancelled."}
    assert took < 3.0  # on a busy machine, of five; tests/benchmarks/test_live_dns.py has the goal
