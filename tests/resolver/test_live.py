import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.resolver.answer import Answer, Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.live import LiveResolver
from tests.dns_server import DnsServer

MX = Question("shop.example", "MX")
ZONE = """
$ORIGIN example.
$TTL 600
@        SOA   ns hostmaster 1 7200 900 86400 60
shop     MX    10 MX1.shop
shop     MX    20 mx2.shop
mx1.shop A     192.0.2.10
mx1.shop AAAA  2001:db8::10
mx2.shop CNAME mx1.shop
gone     CNAME nowhere
ping     CNAME pong
pong     CNAME ping
""" + "".join(f"many MX {number} a-rather-long-name-for-a-mail-server-{number}\n" for number in range(200))


@pytest.fixture
def server():
    with DnsServer(ZONE) as running:
        yield running


@pytest.fixture
def ask(server: DnsServer) -> Callable[..., Answer]:
    def ask(name: str, rdtype: str = "A", *, timeout: float = 1.0, lifetime: float = 5.0) -> Answer:
        resolver = LiveResolver([server.endpoint], timeout=timeout, lifetime=lifetime)
        return resolver.lookup([Question(name, rdtype)])[0]

    return ask


def timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def test_records_come_with_ttl_server_and_time(ask, server):
    answer = ask("Shop.Example.", "mx")
    assert (answer.name, answer.rdtype, answer.status) == ("shop.example", "MX", Status.NOERROR)
    assert sorted((record.ttl, record.data.lower()) for record in answer.records) == [
        (600, "10 mx1.shop.example."),
        (600, "20 mx2.shop.example."),
    ]
    assert answer.server == str(server.endpoint)
    assert 0 < answer.elapsed_ms < 5000
    assert not answer.cached
    assert answer.detail == ""


def test_nodata_and_nxdomain_are_distinguished_and_bring_the_soa(ask, server):
    for name, status in (("mx1.shop.example", Status.NODATA), ("nowhere.example", Status.NXDOMAIN)):
        answer = ask(name, "MX")
        assert answer.status is status
        assert [(record.name, record.rdtype) for record in answer.authority] == [("example", "SOA")]
        assert answer.server == str(server.endpoint)


def test_an_alias_is_shown_before_the_records_it_leads_to(ask):
    answer = ask("mx2.shop.example")
    assert [(record.name, record.data) for record in answer.records] == [("mx1.shop.example", "192.0.2.10")]
    assert [(record.name, record.data) for record in answer.chain] == [("mx2.shop.example", "mx1.shop.example.")]


def test_an_alias_to_a_name_that_does_not_exist_is_nxdomain_with_the_alias(ask):
    answer = ask("gone.example")
    assert answer.status is Status.NXDOMAIN
    assert [record.name for record in answer.chain] == ["gone.example"]


def test_a_server_that_gives_the_alias_alone_is_asked_for_the_rest(ask, server):
    server.misbehave("mx2.shop.example", bare=True)
    answer = ask("mx2.shop.example")
    assert [record.data for record in answer.records] == ["192.0.2.10"]
    assert [record.name for record in answer.chain] == ["mx2.shop.example"]
    assert answer.name == "mx2.shop.example"


def test_aliases_in_a_circle_are_a_failure_and_not_a_hang(ask, server):
    server.misbehave("ping.example", bare=True)
    server.misbehave("pong.example", bare=True)
    answer = ask("ping.example")
    assert answer.status is Status.UNUSABLE
    assert answer.detail == f"{server.endpoint} gave a CNAME chain without an end: it returns to ping.example."
    assert server.count() < 20


def test_an_alias_that_leads_to_silence_is_a_timeout(ask, server):
    server.misbehave("mx2.shop.example", bare=True)
    server.misbehave("mx1.shop.example", drop=-1)
    answer = ask("mx2.shop.example", timeout=0.1, lifetime=0.3)
    assert answer.status is Status.TIMEOUT
    assert "did not answer" in answer.detail


@pytest.mark.parametrize("rcode", ["SERVFAIL", "FORMERR", "NOTIMP"])
def test_a_server_that_fails_is_servfail_at_once(ask, server, rcode):
    server.misbehave("shop.example", rcode=rcode)
    answer = ask("shop.example", "MX")
    assert answer.status is Status.SERVFAIL
    assert answer.detail == f"{server.endpoint} failed ({rcode})."
    assert answer.elapsed_ms < 2500


def test_a_server_that_refuses_is_refused(ask, server):
    server.misbehave("shop.example", rcode="REFUSED")
    answer = ask("shop.example", "MX")
    assert answer.status is Status.REFUSED
    assert answer.detail == f"{server.endpoint} refuses to answer (REFUSED)."


def test_a_silent_server_is_a_timeout_within_the_lifetime(ask, server):
    server.misbehave("shop.example", drop=-1)
    took = timed(lambda: ask("shop.example", "MX", timeout=0.15, lifetime=0.5))
    answer = ask("shop.example", "MX", timeout=0.15, lifetime=0.5)
    assert answer.status is Status.TIMEOUT
    assert answer.detail.startswith(f"{server.endpoint} did not answer, asked ")
    assert 0.4 < took < 1.5


def test_a_lost_question_is_asked_again(ask, server):
    server.misbehave("shop.example", drop=1)
    assert ask("shop.example", "MX", timeout=0.2).status is Status.NOERROR
    assert server.count("shop.example", "MX") >= 2


def test_a_truncated_answer_is_asked_for_over_tcp(ask, server):
    server.misbehave("shop.example", truncate=True)
    assert len(ask("shop.example", "MX").records) == 2
    assert (server.count(transport="udp"), server.count(transport="tcp")) == (1, 1)


def test_an_answer_too_large_for_udp_arrives_whole(ask, server):
    answer = ask("many.example", "MX")
    assert len(answer.records) == 200
    assert server.count("many.example", "MX", "tcp") == 1


def test_a_server_from_before_edns_is_asked_without_it(ask, server):
    server.misbehave("shop.example", no_edns=True)
    assert len(ask("shop.example", "MX").records) == 2


def test_tcp_that_hangs_is_a_timeout_within_the_lifetime(ask, server):
    server.misbehave("shop.example", truncate=True, hang_tcp=True)
    took = timed(lambda: ask("shop.example", "MX", lifetime=0.5))
    assert took < 1.5
    assert ask("shop.example", "MX", lifetime=0.5).status is Status.TIMEOUT


def test_refused_tcp_is_reported_in_words():
    with DnsServer(ZONE, over_tcp=False) as server:
        (answer,) = LiveResolver([server.endpoint]).lookup([Question("many.example", "MX")])
    assert answer.status is Status.UNUSABLE
    assert answer.detail == (
        f"{server.endpoint} cut its answer short over UDP (TC), and gives no TCP connection (Connection refused)."
    )


@pytest.mark.parametrize("lie", ["id", "question", "garbage"])
def test_a_forged_answer_is_passed_over_for_the_true_one(ask, server, lie):
    server.misbehave("mx1.shop.example", lie=lie)
    assert [record.data for record in ask("mx1.shop.example").records] == ["192.0.2.10"]


@pytest.mark.parametrize("lie", ["id", "question", "garbage"])
def test_forged_answers_alone_are_no_answer_and_are_named(ask, server, lie):
    server.misbehave("mx1.shop.example", lie=lie, only_lie=True)
    answer = ask("mx1.shop.example", lifetime=0.4)
    assert answer.status is Status.UNUSABLE
    assert answer.detail.startswith(f"{server.endpoint} sent what is no DNS answer")
    assert answer.records == ()


def test_a_port_where_nothing_listens_is_reported_at_once():
    with DnsServer() as gone:
        pass
    (answer,) = LiveResolver([gone.endpoint], lifetime=3.0).lookup([MX])
    assert answer.status is Status.TIMEOUT
    assert answer.detail == f"{gone.endpoint} could not be reached (Connection refused)."
    assert answer.elapsed_ms < 2500


@pytest.mark.parametrize(
    "trouble", [{"rcode": "SERVFAIL"}, {"rcode": "REFUSED"}, {"drop": -1}, {"truncate": True, "hang_tcp": True}]
)
def test_the_next_server_answers_when_the_first_does_not(server, trouble):
    with DnsServer(ZONE) as first:
        first.misbehave("shop.example", **trouble)
        (answer,) = LiveResolver([first.endpoint, server.endpoint], timeout=0.1).lookup([MX])
    assert answer.status is Status.NOERROR
    assert answer.server == str(server.endpoint)


def test_when_no_server_helps_each_is_named_and_a_reason_counts_before_silence(server):
    with DnsServer(ZONE) as silent:
        silent.misbehave("shop.example", drop=-1)
        server.misbehave("shop.example", rcode="SERVFAIL")
        resolver = LiveResolver([silent.endpoint, server.endpoint], timeout=0.1, lifetime=0.4)
        (answer,) = resolver.lookup([MX])
    assert answer.status is Status.SERVFAIL
    assert f"{silent.endpoint} did not answer" in answer.detail
    assert f"{server.endpoint} failed (SERVFAIL)." in answer.detail


def test_questions_are_asked_at_once_and_answered_in_order(server):
    names = [f"host{number}.example" for number in range(40)]
    for name in names:
        server.misbehave(name, delay=0.4)
    resolver = LiveResolver([server.endpoint])
    started = time.monotonic()
    answers = resolver.lookup([Question(name, "A") for name in names])
    assert time.monotonic() - started < 8  # one after the other they would take 16 s
    assert [answer.name for answer in answers] == names


def test_one_slow_question_does_not_spoil_the_others(server):
    server.misbehave("mx2.shop.example", drop=-1)
    resolver = LiveResolver([server.endpoint], timeout=0.4, lifetime=1.2)
    slow, quick = resolver.lookup([Question("mx2.shop.example", "A"), Question("mx1.shop.example", "A")])
    assert (slow.status, quick.status) == (Status.TIMEOUT, Status.NOERROR)
    assert quick.elapsed_ms < slow.elapsed_ms


def test_a_question_that_comes_twice_in_a_call_is_asked_once(server):
    first, second = LiveResolver([server.endpoint]).lookup([MX, MX])
    assert first == second
    assert server.count() == 1


def test_thousands_of_unanswered_questions_end_with_the_lifetime():
    with DnsServer(delay=60) as tarpit:
        resolver = LiveResolver([tarpit.endpoint], timeout=0.2, lifetime=0.5)
        questions = [Question(f"host{number}.example", "A") for number in range(2000)]
        started = time.monotonic()
        answers = resolver.lookup(questions)
        took = time.monotonic() - started
    assert {answer.status for answer in answers} == {Status.TIMEOUT}
    assert took < 15


def test_an_invalid_question_asks_nobody(server):
    questions = [Question("", "A"), Question("a..b", "A"), Question("x" * 300, "A"), Question("shop.example", "ANY")]
    answers = LiveResolver([server.endpoint]).lookup(questions)
    assert {answer.status for answer in answers} == {Status.INVALID}
    assert all(answer.detail.endswith(".") for answer in answers)
    assert server.count() == 0


def ipv6_loopback() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not ipv6_loopback(), reason="this machine has no IPv6 loopback")
def test_ipv6_servers_are_asked():
    with DnsServer(ZONE, host="::1") as running:
        (answer,) = LiveResolver([running.endpoint]).lookup([MX])
    assert answer.status is Status.NOERROR
    assert answer.server == f"[::1]:{running.endpoint.port}"


def test_one_resolver_is_shared_by_threads(server):
    resolver = LiveResolver([server.endpoint])
    seen: list[Status] = []
    threads = [
        threading.Thread(target=lambda: seen.extend(answer.status for answer in resolver.lookup([MX] * 2)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [Status.NOERROR] * 16


@pytest.fixture
def _ctrl_c_is_heard():
    """Also where the tests run in the background, whose shell ignores it, and behind a browser: Playwright leaves its
    event loop running, within which a lookup takes a thread of its own."""
    running, heard = asyncio._get_running_loop(), signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
    signal.signal(signal.SIGINT, heard)


@pytest.mark.usefixtures("_ctrl_c_is_heard")
def test_ctrl_c_ends_more_than_the_lookup(server):
    server.misbehave("shop.example", drop=-1)

    class Interrupting:
        def attach(self, end: Callable[[], None]) -> Callable[[], None]:
            return lambda: None

        def asking(self, question: Question, name: str) -> None:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        LiveResolver([server.endpoint], watch=Interrupting()).lookup([MX])


def test_a_lookup_works_inside_a_running_event_loop(server):
    async def page() -> Answer:
        return LiveResolver([server.endpoint]).lookup([MX])[0]

    assert asyncio.run(page()).status is Status.NOERROR


def test_the_servers_of_the_system_are_read_for_each_call(tmp_path: Path):
    resolv_conf = tmp_path / "resolv.conf"
    resolver = LiveResolver(resolv_conf=str(resolv_conf), lifetime=0.2)
    assert "this machine itself is asked" in resolver.describe()
    resolv_conf.write_text("# mine\nnameserver 127.0.0.53\nnameserver ::1\n")
    assert resolver.describe() == "live (127.0.0.53:53, [::1]:53)"


def test_an_empty_list_of_servers_is_refused():
    with pytest.raises(ValueError, match="at least one DNS server"):
        LiveResolver([])


def test_it_describes_itself_by_its_servers():
    assert LiveResolver([Endpoint("192.0.2.1"), Endpoint("2001:db8::1", 5353)]).describe() == (
        "live (192.0.2.1:53, [2001:db8::1]:5353)"
    )
