import pytest

from rules.resolver.answer import Question, Status
from rules.resolver.open import open_resolver
from rules.resolver.zone_text import ZoneError
from tests.dns_server import DnsServer


def test_zone_text_replaces_live_dns():
    resolver = open_resolver("192.0.2.1", [("a.zone", "shop.example MX 10 mx.shop.example")])
    assert resolver.describe() == "pinned (zone text)"
    assert resolver.lookup([Question("shop.example", "MX")])[0].records[0].data == "10 mx.shop.example."


def test_a_named_server_is_asked_live_and_its_answers_are_kept():
    with DnsServer("shop.example MX 10 mx.shop.example") as server:
        resolver = open_resolver(str(server.endpoint))
        answers = [resolver.lookup([Question("shop.example", "MX")])[0] for _ in range(2)]
        assert server.count() == 1
    assert [(answer.status, answer.cached) for answer in answers] == [(Status.NOERROR, False), (Status.NOERROR, True)]


def test_the_system_is_the_default():
    assert open_resolver().describe().startswith("live (")


def test_a_bad_server_and_bad_zone_text_are_refused():
    with pytest.raises(ValueError, match="IP address of a DNS server"):
        open_resolver("dns.example")
    with pytest.raises(ZoneError, match=r"^b\.zone, line 1: "):
        open_resolver(zones=[("b.zone", "nonsense")])
