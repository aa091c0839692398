"""The demo's revisions, run in the sandbox over the demo's zone and queue: each does what its message says."""

import hashlib

import psycopg
import pytest

from mxadmin.demo import seed
from mxadmin.demo.routes import ZONE
from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Sandbox
from rules.resolver.zone import ZoneResolver
from rules.vpop3.decision import Kind, Reason

VENDORS_EXAMPLE = "7cfd445e36aa0ac162fe085056ec63e9b925de6015d5a3adc35c3783ff3b20a0"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def fresh_queue(demo_queue, fill_demo_queue):
    """The revisions look at the last minutes, which other tests cut off and fill."""
    fill_demo_queue()
    return demo_queue


@pytest.fixture
def decide(sandbox, fresh_queue):
    """Dry-runs a revision."""
    with psycopg.connect(fresh_queue) as connection:

        def query(text: str) -> QueryAnswer:
            cursor = connection.execute(text)
            columns = tuple(column.name for column in cursor.description)
            return QueryAnswer(columns=columns, rows=tuple(tuple(map(str, row)) for row in cursor))

        def decide(number: int, domain: str, **inputs):
            zone = ZoneResolver.parse([(ZONE.name, ZONE.read_text())])
            world = World(sandbox=sandbox, resolver=zone, query=query)
            return list(run(seed.source(number), Scenario.of(domain, **inputs), world))[-1].decision

        yield decide


def test_the_first_revision_is_the_vendors_example_byte_for_byte():
    assert hashlib.sha256(seed.source(1)).hexdigest() == VENDORS_EXAMPLE


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_revision_holds_the_provider_that_throttles_for_ten_minutes(decide, number):
    decision = decide(number, "bigmail.example")
    assert (decision.kind, decision.reason, decision.hold_minutes) == (Kind.HOLD, Reason.ALL_FILTERED, 10)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("domain", ["bank.example", "ridgeway.example", "corner-bakery.example"])
def test_every_revision_sends_to_providers_that_do_not(decide, number, domain):
    assert decide(number, domain).kind is Kind.SEND


def test_the_third_revision_holds_longer_with_each_retry_up_to_an_hour(decide):
    minutes = [decide(3, "bigmail.example", retries=retries).hold_minutes for retries in range(5)]
    assert minutes == [10, 20, 40, 60, 60]


def test_the_third_revision_takes_the_partners_mail_to_their_relay(decide):
    before, after = decide(2, "partner.example"), decide(3, "partner.example")
    assert [server.exchange for server in before.servers] == ["mx.partner.example"]
    assert [(server.exchange, server.port) for server in after.servers] == [("relay.partner.example", 2525)]
    assert after.reason is Reason.OVERRIDES


@pytest.mark.parametrize(
    ("domain", "kind", "reason"),
    [
        ("noreply.example", Kind.FAIL, Reason.NULL_MX),
        ("bigmial.example", Kind.FAIL, Reason.NO_RECORDS),
        ("broken.example", Kind.DEFER, Reason.DNS_FAILURE),
        ("silent.example", Kind.DEFER, Reason.DNS_FAILURE),
        ("corner-bakery.example", Kind.SEND, Reason.IMPLICIT_MX),
        ("halfgone.example", Kind.SEND, Reason.MX),
    ],
)
def test_each_domain_that_the_demo_suggests_shows_what_it_says(decide, domain, kind, reason):
    decision = decide(seed.LIVE, domain)
    assert (decision.kind, decision.reason) == (kind, reason)
