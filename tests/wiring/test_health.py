"""Whether DNS and VPOP3's database answer, as one sentence each."""

import pytest

from rules.outqueue.connection.state import ServiceState
from rules.resolver.answer import Status
from rules.resolver.choice import DnsChoice, Source
from rules.wiring import health
from rules.wiring.health import remembered
from tests.dns_server import DnsServer
from tests.resolver.replies import always, reply


@pytest.fixture
def dns_server(settings):
    with DnsServer(". NS a.root-servers.example.") as server:
        settings.DNS_SERVER = str(server.endpoint)
        yield server


def test_dns_that_knows_the_root_answers(dns_server):
    assert health.dns() == ServiceState(
        configured=True, reachable=True, sentence=f"DNS answers ({dns_server.endpoint})."
    )


def test_it_is_asked_once_in_a_while_however_many_people_look(dns_server):
    for _ in range(5):
        health.dns()
    assert dns_server.count(".", "NS") == 1


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ({"rcode": "NXDOMAIN"}, "{} answers, but has no Internet access: it does not find the DNS root."),
        ({"rcode": "SERVFAIL"}, "DNS fails: {} failed (SERVFAIL)."),
        ({"rcode": "REFUSED"}, "DNS refuses to answer: {} refuses to answer (REFUSED)."),
        ({"drop": -1}, "DNS does not answer: {} did not answer"),
    ],
)
def test_dns_that_is_of_no_use_says_why(dns_server, behaviour, sentence):
    dns_server.misbehave(".", **behaviour)
    state = health.dns()
    assert not state.reachable
    assert state.sentence.startswith(sentence.format(dns_server.endpoint))


def test_dns_that_answers_something_else_gives_no_usable_answer(dns_server):
    dns_server.say(".", always(reply(flags="RD")))
    state = health.dns()
    assert not state.reachable
    assert state.sentence.startswith(f"DNS gives no usable answer: {dns_server.endpoint} does not resolve")


def test_there_is_a_beginning_for_each_failure():
    assert set(health.SAID_OF) == {status for status in Status if status.failed}


def test_dns_that_is_silent_does_not_hold_up_a_page_for_long(dns_server, settings):
    dns_server.misbehave(".", drop=-1)
    settings.ZONE_FILES = ("some.zone",)
    state = health.dns()
    assert not state.reachable
    assert state.sentence.endswith("Dry runs can use the pinned zone instead.")


def test_an_answer_is_asked_for_again_when_it_is_old():
    asked = []

    def ask(what: str) -> ServiceState:
        asked.append(what)
        return ServiceState(configured=True, reachable=True, sentence=what)

    now = [1000.0]
    known = remembered(ask, lambda: now[0])
    for moment in (1000.0, 1000.0 + health.FRESH_SECONDS - 1, 1000.0 + health.FRESH_SECONDS):
        now[0] = moment
        known("x")
    assert len(asked) == 2


def test_a_database_that_is_not_connected_says_how(settings):
    settings.VPOP3_DATABASE_URL = ""
    state = health.vpop3()
    assert (state.configured, state.reachable) == (False, False)
    assert "MXADMIN_VPOP3_DATABASE_URL" in state.sentence


def test_a_database_that_answers_says_so(settings, demo_queue):
    settings.VPOP3_DATABASE_URL = demo_queue
    state = health.vpop3()
    assert (state.configured, state.reachable) == (True, True)
    assert "reader" not in state.sentence.replace("mxadmin_reader", "")


def test_missing_names_of_a_resolver_without_internet_access_are_doubted(dns_server):
    dns_server.misbehave(".", rcode="NXDOMAIN")
    doubt = health.dns_doubt()
    assert doubt.startswith("This DNS resolver has no Internet access, so nothing follows from what it does not find.")
    assert str(dns_server.endpoint) in doubt
    assert health.doubt_of(DnsChoice(source=Source.LIVE))() == doubt
    for source in (Source.DEMO, Source.ZONE, Source.SERVER):
        assert health.doubt_of(DnsChoice(source=source, server=str(dns_server.endpoint)))() == ""


def test_a_resolver_that_knows_the_root_is_believed(dns_server):
    assert health.dns_doubt() == ""
