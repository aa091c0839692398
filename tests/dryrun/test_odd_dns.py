"""Whole dry runs over DNS servers that answer oddly: what is decided, and what the decision says."""

import json

import jsonschema
import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.plain_text import lines
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import no_database
from rules.resolver.open import open_resolver
from tests.dns_server import DnsServer
from tests.dryrun.conftest import SCHEMA
from tests.resolver.floods import ADDRESSES, EXCHANGES
from tests.resolver.replies import CUT, GOOD, always, over, reply

ZONE = "mx.example. A 192.0.2.1\nmx2.example. A 192.0.2.2\n"
REFERRAL = always(reply(authority=["example. 60 IN NS ns.other.test."], flags="RD"))
MANY = [f"@ 60 IN MX 10 mx{number}.flood.example." for number in range(50)]
TALKS = {
    "referral.example": REFERRAL,
    "half.example": always(reply(answer=["@ 60 IN MX 10 referral.example."])),
    "either.example": always(reply(answer=["@ 60 IN MX 10 referral.example.", "@ 60 IN MX 20 mx2.example."])),
    "alias.example": always(reply(answer=["@ 60 IN CNAME referral.example."])),
    "cut.example": over(CUT, CUT),
    "blocked.example": always(reply(rcode="SERVFAIL", errors=[(15, "by the list")])),
    "stale.example": always(reply(answer=["@ 60 IN MX 10 mx.example."], errors=[(3, "")])),
    "crowd.example": over(CUT, EXCHANGES),
    "flood.example": always(reply(answer=MANY)),
    "good.example": always(GOOD),
    **{f"mx{number}.flood.example": over(CUT, ADDRESSES) for number in range(50)},
}


@pytest.fixture(scope="module")
def server():
    with DnsServer(ZONE) as running:
        for name, talk in TALKS.items():
            running.say(name, talk)
        yield running


@pytest.fixture
def told(sandbox, server):
    """The report, checked against the schema, and the text of the command line."""

    def run_it(domain):
        world = World(sandbox=sandbox, resolver=open_resolver(str(server.endpoint)), query=no_database)
        events = list(run(b"-- nothing", Scenario.of(domain), world))
        report = as_json(events)
        jsonschema.validate(json.loads(json.dumps(report)), SCHEMA)
        return report, "\n".join(line for event in events for line in lines(event))

    return run_it


@pytest.mark.parametrize(
    ("domain", "kind", "words"),
    [
        ("good.example", "send", "Sent to mx.example"),
        ("referral.example", "defer", "does not resolve referral.example: it only refers to the name servers of"),
        ("half.example", "defer", "The address of referral.example is not known: "),
        ("alias.example", "defer", "does not resolve referral.example"),
        ("either.example", "send", "Sent to mx2.example"),
        ("cut.example", "defer", "cut its answer short over TCP as well (RFC 2181 §9)."),
        ("blocked.example", "defer", "failed (SERVFAIL) and says why: Blocked (EDE 15): “by the list”."),
        ("stale.example", "send", "The server adds: Stale Answer (EDE 3)."),
    ],
)
def test_an_unusable_answer_defers_and_says_why(told, domain, kind, words):
    report, text = told(domain)
    assert report["decision"]["kind"] == kind
    assert words in text


def test_extended_errors_are_in_the_report(told):
    report, _ = told("blocked.example")
    [mx] = [step for step in report["trace"] if step["step"] == "mx"]
    assert mx["extended_errors"] == [{"code": 15, "meaning": "Blocked", "text": "by the list"}]


def test_an_unusable_answer_has_the_rcode_that_a_resolver_would_give(told):
    report, _ = told("referral.example")
    [mx] = [step for step in report["trace"] if step["step"] == "mx"]
    assert (mx["status"], mx["rcode"]) == ("unusable", "SERVFAIL")


def test_thousands_of_exchanges_are_counted_and_the_first_are_looked_at(told):
    report, _ = told("crowd.example")
    [mx] = [step for step in report["trace"] if step["step"] == "mx"]
    assert mx["meaning"].startswith("3,048 mail servers, lowest preference first")
    assert "DNS names 3,048 servers; the dry run looks at the first 50 by preference." in mx["notes"]
    assert mx["detail"] == "3,048 MX records of crowd.example: the 256 of lowest preference are kept."


def test_64_kb_for_each_of_fifty_exchanges_make_a_report_of_bounded_size(told):
    report, _ = told("flood.example")
    assert report["decision"]["kind"] == "send"
    assert len(json.dumps(report)) < 1_000_000
