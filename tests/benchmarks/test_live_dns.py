"""The live path (MX, then all addresses at once) against the bare lookups that it needs; and under a flood."""

import socket
import threading
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import dns.message
import pytest

from rules.resolver.addresses import lookup_addresses
from rules.resolver.answer import Question
from rules.resolver.endpoint import Endpoint
from rules.resolver.live import LIFETIME, LiveResolver
from rules.resolver.mx import read_mx
from tests.dns_server import DnsServer
from tests.resolver.floods import ADDRESSES
from tests.resolver.replies import CUT, over

DELAY = 0.020
GOAL = 1.2
ROUNDS = 40
HOSTS = [f"mx{number}.shop.example" for number in range(4)]
ZONE = "\n".join(f"shop.example MX 10 {host}\n{host} A 192.0.2.1\n{host} AAAA 2001:db8::1" for host in HOSTS)


def live(resolver: LiveResolver) -> int:
    mx = read_mx(resolver.lookup([Question("shop.example", "MX")])[0])
    found = lookup_addresses(resolver, [exchange.name for exchange in mx.exchanges])
    return sum(len(host.addresses) for host in found.values())


def bare(server: Endpoint) -> int:
    """One UDP socket, no checks, no retries: what two round trips cost at the least."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect((server.address, server.port))
        (mx,) = exchange(udp, [("shop.example", "MX")])
        hosts = [record.exchange.to_text() for rrset in mx.answer for record in rrset]
        addresses = exchange(udp, [(host, rdtype) for host in hosts for rdtype in ("A", "AAAA")])
    return sum(len(rrset) for message in addresses for rrset in message.answer)


def exchange(udp: socket.socket, questions: list[tuple[str, str]]) -> list[dns.message.Message]:
    for question in questions:
        udp.send(dns.message.make_query(*question).to_wire())
    return [dns.message.from_wire(udp.recv(65535)) for _ in questions]


def seconds(work: Callable[[], int]) -> float:
    started = perf_counter()
    assert work() == 2 * len(HOSTS)
    return perf_counter() - started


@pytest.mark.benchmark(group="live DNS")
def test_live_path_costs_two_round_trips(benchmark: Callable[..., object]) -> None:
    with DnsServer(ZONE, delay=DELAY) as server:
        resolver = LiveResolver([server.endpoint])
        baseline = median(seconds(lambda: bare(server.endpoint)) for _ in range(ROUNDS))
        benchmark.pedantic(live, args=(resolver,), rounds=ROUNDS, warmup_rounds=2)
    ratio = benchmark.stats.stats.median / baseline
    benchmark.extra_info |= {"bare_ms": round(baseline * 1000, 1), "ratio": round(ratio, 2)}
    print(f"\nlive path / bare lookups: {ratio:.2f} (goal {GOAL}), bare {baseline * 1000:.1f} ms")
    assert ratio <= GOAL


class Leaving:
    """A cancellation that ends a lookup after so many seconds, and keeps when it did."""

    def __init__(self, after: float) -> None:
        self._after = after
        self.left_at = 0.0

    def asking(self, question: Question, server: str) -> None:
        """Ignore the question: only the time counts here."""

    def attach(self, end: Callable[[], None]) -> Callable[[], None]:
        def leave() -> None:
            self.left_at = perf_counter()
            end()

        timer = threading.Timer(self._after, leave)
        timer.start()
        return timer.cancel


@pytest.fixture
def flood() -> Iterator[tuple[Endpoint, list[Question]]]:
    """A hundred answers of 64 KB, each over TCP after UDP."""
    names = [f"mx{number}.example" for number in range(50)]
    with DnsServer() as server:
        for name in names:
            server.say(name, over(CUT, ADDRESSES))
        yield server.endpoint, [Question(name, rdtype) for name in names for rdtype in ("A", "AAAA")]


@pytest.mark.benchmark(group="live DNS")
def test_a_flood_keeps_the_time_of_a_lookup(benchmark: Callable[..., object], flood: tuple) -> None:
    endpoint, questions = flood
    benchmark.pedantic(LiveResolver([endpoint]).lookup, args=(questions,), rounds=3)
    assert benchmark.stats.stats.max < LIFETIME + 0.3


@pytest.mark.benchmark(group="live DNS")
def test_a_lookup_in_a_flood_ends_within_300_ms(benchmark: Callable[..., object], flood: tuple) -> None:
    endpoint, questions = flood
    took = []

    def leave(after: float) -> None:
        leaving = Leaving(after)
        answers = LiveResolver([endpoint], watch=leaving).lookup(questions)
        if answers[0].detail == "The lookup was cancelled.":
            took.append(perf_counter() - leaving.left_at)

    moments = iter([0.05 * step for step in range(1, 13)])
    benchmark.pedantic(lambda: leave(next(moments)), rounds=12)
    print(f"\nleft {len(took)} times: {median(took) * 1000:.0f} ms, at most {max(took) * 1000:.0f} ms")
    assert len(took) > 5
    assert max(took) <= 0.3
