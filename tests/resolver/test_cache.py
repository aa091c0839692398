import threading
from dataclasses import replace

import pytest

from rules.resolver.answer import Answer, Question, Record, Status
from rules.resolver.cache import MAX_NEGATIVE_TTL, MAX_TTL, CachingResolver, lifetime
from rules.resolver.live import LiveResolver
from rules.resolver.zone import ZoneResolver
from tests.dns_server import DnsServer

ZONE = """
$ORIGIN example.
@      300 SOA   ns hostmaster 1 7200 900 86400 60
shop   100 MX    10 mx.shop
alias  20  CNAME shop
off    5   CNAME nowhere
zero   0   A     192.0.2.1
long   2w  A     192.0.2.2
slow.test. 2w SOA ns hostmaster 1 7200 900 86400 2w
a.slow.test. A 192.0.2.3
"""
MX = Question("shop.example", "MX")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server():
    with DnsServer(ZONE) as running:
        yield running


@pytest.fixture
def cache(server: DnsServer, clock: Clock) -> CachingResolver:
    return CachingResolver(LiveResolver([server.endpoint]), clock)


def test_an_answer_is_kept_and_its_ttl_runs_down(cache, clock, server):
    first = cache.lookup([MX])[0]
    clock.now += 30.9
    second = cache.lookup([Question("SHOP.example.", "mx")])[0]
    assert server.count() == 1
    assert (first.cached, first.records[0].ttl) == (False, 100)
    assert (second.cached, second.records[0].ttl, second.elapsed_ms) == (True, 70, 0.0)
    assert second.records[0].whole_ttl == 100
    assert second.server == first.server


def test_a_question_is_asked_again_when_the_ttl_has_run_out(cache, clock, server):
    cache.lookup([MX])
    clock.now += 100
    assert not cache.lookup([MX])[0].cached
    assert server.count() == 2


def test_an_alias_lives_no_longer_than_its_shortest_record(cache, clock, server):
    cache.lookup([Question("alias.example", "MX")])
    clock.now += 19
    assert cache.lookup([Question("alias.example", "MX")])[0].chain[0].ttl == 1
    clock.now += 1
    assert not cache.lookup([Question("alias.example", "MX")])[0].cached


@pytest.mark.parametrize(("name", "status"), [("nowhere.example", Status.NXDOMAIN), ("shop.example", Status.NODATA)])
def test_a_negative_answer_is_kept_for_the_minimum_of_the_soa(cache, clock, server, name, status):
    cache.lookup([Question(name, "A")])
    clock.now += 59
    kept = cache.lookup([Question(name, "A")])[0]
    assert (kept.status, kept.cached, kept.authority[0].ttl) == (status, True, 241)
    clock.now += 1
    assert not cache.lookup([Question(name, "A")])[0].cached


def test_a_negative_answer_behind_an_alias_lives_no_longer_than_the_alias(cache, clock):
    cache.lookup([Question("off.example", "A")])
    clock.now += 5
    assert not cache.lookup([Question("off.example", "A")])[0].cached


def test_a_negative_answer_without_soa_is_not_kept(cache, server):
    for _ in range(2):
        cache.lookup([Question("elsewhere.invalid", "A")])
    assert server.count() == 2


@pytest.mark.parametrize(
    ("owner", "ttl"),
    [
        ("a.shop.test", 200),
        ("shop.test", 200),
        ("test", 200),
        (".", 200),
        ("other.test", 0),
        ("x.a.shop.test", 0),
        ("hop.test", 0),
    ],
)
def test_only_a_soa_at_or_above_the_name_says_how_long_it_is_missing(owner: str, ttl: int):
    soa = Record(name=owner, rdtype="SOA", ttl=900, data="ns.test. hostmaster.test. 1 7200 900 86400 200")
    absent = Answer(name="a.shop.test", rdtype="MX", status=Status.NODATA, authority=(soa,))
    assert lifetime(absent) == ttl
    assert lifetime(replace(absent, authority=(replace(soa, ttl=30),))) == min(ttl, 30)
    alias = Record(name="a.shop.test", rdtype="CNAME", ttl=100, data="a.elsewhere.example.")
    assert lifetime(replace(absent, chain=(alias,))) == (100 if owner == "." else 0)


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED"])
def test_a_failure_is_not_kept(cache, server, rcode):
    server.misbehave("shop.example", rcode=rcode)
    assert cache.lookup([MX])[0].status.failed
    server.misbehave("shop.example")
    assert cache.lookup([MX])[0].status is Status.NOERROR


def test_a_ttl_of_zero_is_for_one_use(cache, server):
    for _ in range(2):
        assert not cache.lookup([Question("zero.example", "A")])[0].cached
    assert server.count() == 2


def test_very_long_ttls_are_cut(cache, clock):
    questions = [Question("long.example", "A"), Question("nowhere.slow.test", "A")]
    cache.lookup(questions)
    clock.now += MAX_NEGATIVE_TTL
    assert [answer.cached for answer in cache.lookup(questions)] == [True, False]
    clock.now += MAX_TTL - MAX_NEGATIVE_TTL
    assert not cache.lookup(questions[:1])[0].cached


def test_fresh_asks_again_and_renews_what_is_kept(cache, clock, server):
    cache.lookup([MX])
    clock.now += 60
    assert not cache.lookup([MX], fresh=True)[0].cached
    clock.now += 60
    assert cache.lookup([MX])[0].records[0].ttl == 40
    assert server.count() == 2


def test_only_what_is_not_kept_is_asked_and_the_order_stays(cache, server):
    cache.lookup([MX])
    answers = cache.lookup([Question("long.example", "A"), MX, Question("long.example", "A")])
    assert [(answer.name, answer.cached) for answer in answers] == [
        ("long.example", False),
        ("shop.example", True),
        ("long.example", False),
    ]
    assert server.count() == 2


def test_the_least_recently_used_entry_gives_way(server, clock):
    cache = CachingResolver(LiveResolver([server.endpoint]), clock, size=2)
    other, third = Question("alias.example", "MX"), Question("long.example", "A")
    for question in (MX, other, MX, third):
        cache.lookup([question])
    assert [answer.cached for answer in cache.lookup([MX, third])] == [True, True]
    assert not cache.lookup([other])[0].cached


def test_questions_that_cannot_be_asked_pass_through(cache, server):
    assert cache.lookup([Question("a..b", "A"), Question("", "A")])[0].status is Status.INVALID
    assert server.count() == 0


def test_threads_share_it(clock):
    cache = CachingResolver(ZoneResolver.parse([("zone", ZONE)]), clock, size=3)
    names = ["shop.example", "alias.example", "long.example", "off.example", "zero.example", "a..b"]
    wrong: list[str] = []

    def work() -> None:
        for turn in range(300):
            name = names[turn % len(names)]
            (answer,) = cache.lookup([Question(name, "MX")], fresh=turn % 7 == 0)
            wrong.extend([name] if answer.name != name else [])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_it_says_that_it_caches(cache, server):
    assert cache.describe() == f"live ({server.endpoint}), cached by TTL"
