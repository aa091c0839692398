"""resolv.conf as the C library reads it: resolv.conf(5)."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.resolver.answer import Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.live import LiveResolver
from rules.resolver.system import read, system_servers
from tests.dns_server import DnsServer

ZONE = "shop.example. MX 10 mx.shop.example.\nmx.shop.example. A 192.0.2.1"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nameserver 192.0.2.1", ["192.0.2.1:53"]),
        ("nameserver\t192.0.2.1 # ours\n;nameserver 192.0.2.2\n# nameserver 192.0.2.3", ["192.0.2.1:53"]),
        ("nameserver 192.0.2.1;old\r\nnameserver 2001:db8::1\r\n", ["192.0.2.1:53", "[2001:db8::1]:53"]),
        ("nameserver fe80::1%lo", ["[fe80::1%lo]:53"]),
        ("nameserver 192.0.2.1\nnameserver 192.0.2.1", ["192.0.2.1:53"]),
        ("nameserver 0.0.0.0\nnameserver ::", ["127.0.0.1:53", "[::1]:53"]),
        ("search a.example\ndomain b.example\nsortlist 192.0.2.0\noptions ndots:5 edns0 inet6\n", []),
    ],
)
def test_each_usable_line_names_a_server(text: str, named: list[str]):
    servers = read(text)
    assert [str(endpoint) for endpoint in servers.endpoints] == named
    assert servers.notes == ()


@pytest.mark.parametrize(
    "address", ["dns.example", "", "192.0.2.300", "192.0.2.1:53", "[::1]", "224.0.0.1", "255.255.255.255", "fe80::1"]
)
def test_a_bad_line_is_skipped_and_named(address: str):
    servers = read(f"# mine\nnameserver {address}\nnameserver 192.0.2.9")
    assert servers.endpoints == (Endpoint("192.0.2.9"),)
    assert servers.notes == (f"Line 2 of /etc/resolv.conf is skipped: {address!r} is not the address of a server.",)


def test_the_c_library_asks_three_servers():
    servers = read("".join(f"nameserver 192.0.2.{number}\n" for number in range(1, 6)))
    assert [endpoint.address for endpoint in servers.endpoints] == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    assert servers.notes == ("/etc/resolv.conf names 5 servers: the first 3 count.",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None, False)),
        ("options timeout:1 attempts:4 rotate", (1, 4, True)),
        ("options timeout:1\noptions rotate\noptions timeout:3", (3, None, True)),
        ("options timeout:0 attempts:0", (1, 1, False)),
        ("options timeout:99 attempts:99", (30, 5, False)),
        ("options timeout:x attempts: timeout", (None, None, False)),
    ],
)
def test_options_say_how_servers_are_asked(text: str, expected: tuple[int | None, int | None, bool]):
    servers = read(text)
    assert (servers.timeout, servers.attempts, servers.rotate) == expected


@pytest.mark.parametrize("content", [None, b"", b"search example\n", b"nameserver nonsense\n", b"\xff\xfe\x00"])
def test_without_a_usable_line_this_machine_is_asked_and_that_is_said(tmp_path: Path, content: bytes | None):
    resolv_conf = tmp_path / "resolv.conf"
    if content is not None:
        resolv_conf.write_bytes(content)
    servers = system_servers(str(resolv_conf))
    assert servers.endpoints == (Endpoint("127.0.0.1"),)
    assert servers.notes[-1].endswith(
        "so this machine itself is asked: name a server by its address, or use zone text instead."
    )
    assert LiveResolver(resolv_conf=str(resolv_conf)).describe() == f"live (127.0.0.1:53; {' '.join(servers.notes)})"


class Configured(LiveResolver):
    """Use servers on other ports than 53, which resolv.conf cannot name."""

    def __init__(self, options: str, *servers: DnsServer) -> None:
        super().__init__([server.endpoint for server in servers], lifetime=3.0)
        self._fixed = replace(read(options), endpoints=tuple(server.endpoint for server in servers))


def test_timeout_and_attempts_end_a_lookup_before_its_time():
    with DnsServer(ZONE) as silent:
        silent.misbehave("shop.example", drop=-1)
        [answer] = Configured("options timeout:1 attempts:1", silent).lookup([Question("shop.example", "MX")])
        assert silent.count() == 1
    assert answer.status is Status.TIMEOUT
    assert answer.detail == f"{silent.endpoint} did not answer."
    assert 900 < answer.elapsed_ms < 2500


def test_a_long_timeout_leaves_time_to_ask_each_server_again():
    with DnsServer(ZONE) as first, DnsServer(ZONE) as second:
        first.misbehave("shop.example", drop=-1)
        second.misbehave("shop.example", drop=1)
        [answer] = Configured("options timeout:30", first, second).lookup([Question("shop.example", "MX")])
    assert (answer.status, answer.server) == (Status.NOERROR, str(second.endpoint))


def test_rotation_spreads_the_questions():
    with DnsServer(ZONE) as first, DnsServer(ZONE) as second:
        resolver = Configured("options rotate", first, second)
        for _ in range(4):
            resolver.lookup([Question("shop.example", "MX")])
        assert (first.count(), second.count()) == (2, 2)


def test_a_silent_first_server_costs_its_time_once():
    with DnsServer(ZONE) as silent, DnsServer(ZONE) as second:
        for name in ("shop.example", "mx.shop.example"):
            silent.misbehave(name, drop=-1)
        resolver = LiveResolver([silent.endpoint, second.endpoint], timeout=0.3)
        [slow] = resolver.lookup([Question("shop.example", "MX")])
        quick = resolver.lookup([Question("mx.shop.example", "A"), Question("mx.shop.example", "AAAA")])
        assert silent.count() == 1
    assert slow.elapsed_ms >= 300
    assert {answer.server for answer in (slow, *quick)} == {str(second.endpoint)}
