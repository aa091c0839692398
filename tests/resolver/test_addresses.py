from collections.abc import Sequence

from rules.resolver.addresses import lookup_addresses
from rules.resolver.answer import Answer, Question, Resolver, Status
from rules.resolver.live import LiveResolver
from rules.resolver.zone import ZoneResolver
from tests.dns_server import DnsServer

ZONE = """
mx1.example  A     192.0.2.1
mx1.example  A     192.0.2.2
mx1.example  AAAA  2001:db8::1
mx2.example  AAAA  2001:db8::2
alias.example CNAME mx1.example
bare.example TXT   "no address"
;@force broken.example SERVFAIL
;@force silent.example TIMEOUT
"""


class Recorder:
    """A resolver that passes questions on to another one, and keeps what each call asked."""

    def __init__(self, inner: Resolver) -> None:
        self.inner = inner
        self.calls: list[tuple[list[Question], bool]] = []

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        self.calls.append((list(questions), fresh))
        return self.inner.lookup(questions, fresh=fresh)

    def describe(self) -> str:
        return self.inner.describe()


def addresses(*exchanges: str):
    return lookup_addresses(ZoneResolver.parse([("zone", ZONE)]), exchanges)


def test_a_addresses_come_before_aaaa_addresses():
    assert addresses("mx1.example")["mx1.example"].addresses == ("192.0.2.1", "192.0.2.2", "2001:db8::1")


def test_one_family_is_enough():
    found = addresses("mx2.example")["mx2.example"]
    assert (found.addresses, found.status) == (("2001:db8::2",), Status.NOERROR)


def test_all_exchanges_are_asked_in_one_call():
    recorder = Recorder(ZoneResolver.parse([("zone", ZONE)]))
    found = lookup_addresses(recorder, ["mx2.example", "mx1.example", "mx2.example"], fresh=True)
    assert list(found) == ["mx2.example", "mx1.example"]
    (call,) = recorder.calls
    wanted = [Question(name, rdtype) for name in ("mx2.example", "mx1.example") for rdtype in ("A", "AAAA")]
    assert call == (wanted, True)


def test_an_exchange_that_is_an_address_is_not_looked_up():
    recorder = Recorder(ZoneResolver.parse([("zone", ZONE)]))
    found = lookup_addresses(recorder, ["192.0.2.9", "2001:DB8::9"])
    assert [entry.addresses for entry in found.values()] == [("192.0.2.9",), ("2001:db8::9",)]
    assert [questions for questions, _ in recorder.calls] == [[]]
    assert found["192.0.2.9"].detail == "192.0.2.9 is an address already, so none was looked up."


def test_an_alias_is_followed_and_named():
    found = addresses("alias.example")["alias.example"]
    assert found.addresses[0] == "192.0.2.1"
    assert "alias.example is an alias (CNAME) of mx1.example" in found.detail


def test_the_reasons_for_a_missing_address_are_distinguished():
    found = addresses("bare.example", "nowhere.example", "broken.example", "silent.example")
    assert [entry.status for entry in found.values()] == [
        Status.NODATA,
        Status.NXDOMAIN,
        Status.SERVFAIL,
        Status.TIMEOUT,
    ]
    assert not any(entry.addresses for entry in found.values())
    assert found["broken.example"].detail == "The zone text forces SERVFAIL on broken.example."


def test_a_trouble_names_the_exchange_that_has_it():
    with DnsServer(ZONE) as server:
        server.misbehave("mx1.example", rcode="SERVFAIL")
        found = lookup_addresses(LiveResolver([server.endpoint]), ["mx1.example", "mx2.example"])
    assert found["mx1.example"].detail == f"mx1.example: {server.endpoint} failed (SERVFAIL)."
    assert found["mx2.example"].detail == ""
