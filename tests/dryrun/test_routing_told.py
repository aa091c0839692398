"""Decisions about unreachable servers, relays, and an order that is left to chance."""

import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.query import QueryAnswer, no_database
from rules.resolver.zone import ZoneResolver
from rules.vpop3.assumptions import Assumptions

ZONE = """
loop.example.        MX 10 localhost.
localhost.           A  127.0.0.1
inside.example.      MX 10 mx.inside.example.
inside.example.      MX 20 mx2.inside.example.
mx.inside.example.   A  10.1.2.3
mx2.inside.example.  A  192.0.2.5
literal.example.     MX 10 0.0.0.0.
bigmail.example.     MX 10 mx1.bigmail.example.
mx1.bigmail.example. A  192.0.2.1
relay.example.       A  10.0.0.9
dead.example.        MX 10 one.dead.example.
dead.example.        MX 20 two.dead.example.
equal.example.       MX 10 a.equal.example.
equal.example.       MX 10 b.equal.example.
equal.example.       MX 20 c.equal.example.
*.equal.example.     A  192.0.2.7
www.example.         CNAME web.example.
web.example.         A  192.0.2.8
bymx.example.        MX 10 www.example.
;@force shaky.example SERVFAIL
half.example.        MX 10 shaky.example.
"""
OVERRIDES = "function GetOverrides() return %s end"


@pytest.fixture
def decide(sandbox):
    resolver = ZoneResolver.parse([("zone", ZONE)])

    def decided(domain, source="", **inputs):
        world = World(sandbox=sandbox, resolver=resolver, query=inputs.pop("query", no_database), sql="live (here)")
        return as_json(list(run(source.encode(), Scenario.of(domain, **inputs), world)))

    return decided


@pytest.mark.parametrize(
    ("domain", "sentence"),
    [
        (
            "loop.example",
            "Sent to localhost. Warning: localhost (127.0.0.1) is the sending machine itself: mail would loop back to "
            "VPOP3 or reach nobody.",
        ),
        (
            "inside.example",
            "Sent to mx.inside.example, then mx2.inside.example. Warning: mx.inside.example (10.1.2.3) has a private "
            "address (RFC 1918), which the Internet does not route: mail would reach nobody, or a machine in your own "
            "network.",
        ),
        (
            "literal.example",
            "Sent to 0.0.0.0. Warning: 0.0.0.0 is the sending machine itself: mail would loop back to VPOP3 or reach "
            "nobody.",
        ),
    ],
)
def test_an_exchange_that_nobody_else_can_reach_is_a_warning_in_the_decision(decide, domain, sentence):
    decision = decide(domain)["decision"]
    assert decision["kind"] == "send"
    assert decision["sentence"] == sentence
    assert decision["warnings"] == [sentence.partition("Warning: ")[2]]


def test_an_internal_relay_is_no_warning(decide):
    decision = decide("bigmail.example", OVERRIDES % '{["relay.example"] = 10}')["decision"]
    assert (decision["sentence"], decision["warnings"]) == ("Sent to relay.example, as GetOverrides says.", [])


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        ('{"gone.example"}', "gone.example, which GetOverrides named, has no address"),
        (
            '{"gone.example", "lost.example"}',
            "neither gone.example nor lost.example, which GetOverrides named, has an address",
        ),
        ('{"a.gone", "b.gone", "c.gone"}', "none of the 3 servers that GetOverrides named has an address"),
        ("nil, false", "GetOverrides said not to continue"),
    ],
)
def test_relays_without_an_address_are_named_instead_of_the_domain(decide, overrides, why):
    decision = decide("bigmail.example", OVERRIDES % overrides)["decision"]
    assert decision["sentence"] == f"Fails, the message bounces: {why}."
    assert decision["origin"] == {"hook": "GetOverrides", "line": 1}


@pytest.mark.parametrize(
    ("source", "kind", "told"),
    [
        (OVERRIDES % '{"shaky.example"}', "defer", "the address of shaky.example, which GetOverrides named, could not"),
        (
            'function FinalOverrides() return {"gone.example"} end',
            "fail",
            "gone.example, which FinalOverrides named, has no",
        ),
        (
            'function FinalOverrides() return {"shaky.example"} end',
            "defer",
            "shaky.example, which FinalOverrides named, c",
        ),
        (
            'function FinalOverrides() return {"gone.example", "relay.example"} end',
            "send",
            "Sent to relay.example, as Fin",
        ),
    ],
)
def test_a_relay_without_an_address_is_never_sent_to(decide, source, kind, told):
    decision = decide("bigmail.example", source)["decision"]
    assert decision["kind"] == kind
    assert told in decision["sentence"]


def test_an_exchange_that_could_not_be_looked_up_is_named(decide):
    decision = decide("half.example")["decision"]
    assert decision["sentence"].startswith(
        "Deferred: the address of shaky.example could not be looked up; VPOP3 tries again"
    )
    assert decision["reasons"][:2] == [
        "MX of half.example: 1 mail server.",
        "The address of shaky.example is not known: The zone text forces SERVFAIL on shaky.example.",
    ]


@pytest.mark.parametrize("body", ["", "return", "return nil", "return defaultResult", "return false", "return default"])
def test_servers_that_do_not_exist_fail_if_check_server_says_nothing(decide, body):
    source = f"function CheckServer(domain, mxserver, retries, size, defaultResult) {body} end"
    decision = decide("dead.example", source)["decision"]
    assert (decision["kind"], decision["reason"]) == ("fail", "no_records")
    assert ("answer_as_default" in decision["assumptions"]) is (body in {"return defaultResult", "return false"})


def test_an_answer_that_is_the_default_can_be_taken_for_a_refusal(decide):
    source = "function CheckServer(domain, mxserver, retries, size, defaultResult) return defaultResult end"
    decision = decide("dead.example", source, assumptions=Assumptions({"answer_as_default": "refuses"}))["decision"]
    assert (decision["kind"], decision["reason"]) == ("hold", "all_filtered")
    assert "answer_as_default" in decision["assumptions"]


def test_minutes_beside_the_default_are_a_hold(decide):
    decision = decide("dead.example", "function CheckServer() return false, 7 end")["decision"]
    assert (decision["kind"], decision["hold_minutes"]) == ("hold", 7)


def test_overrides_that_cannot_be_read_are_in_the_reasons_and_the_warnings(decide):
    decision = decide("bigmail.example", OVERRIDES % '{["relay.example"] = "soon", [20] = {}}')["decision"]
    assert decision["servers"][0]["exchange"] == "mx1.bigmail.example"
    told = 'The entry ["relay.example"] was left out: the preference of relay.example is a string, not a number.'
    assert told in decision["reasons"]
    assert f"GetOverrides on line 1: {told}" in decision["warnings"]


def test_equal_preference_is_in_random_order_and_the_seed_says_which(decide):
    orders = {}
    for seed in range(20):
        report = decide("equal.example", seed=seed)
        names = [server["exchange"] for server in report["decision"]["servers"]]
        assert names[2] == "c.equal.example"
        assert report["decision"]["sentence"] == (
            f"Sent to {names[0]}, then {names[1]} (equal preference: in random order), then {names[2]}."
        )
        assert report["ledger"]["seed"] == seed
        assert f"equal ones in random order (seed {seed})" in report["decision"]["reasons"][0]
        orders[seed] = names
    assert {tuple(names[:2]) for names in orders.values()} == {
        ("a.equal.example", "b.equal.example"),
        ("b.equal.example", "a.equal.example"),
    }
    again = [server["exchange"] for server in decide("equal.example", seed=3)["decision"]["servers"]]
    assert again == orders[3]


def test_nothing_is_random_if_only_one_of_several_equals_is_used(decide):
    sentence = decide("equal.example", "function CheckServer(d, mx) return mx:find('^b') == nil end")["decision"][
        "sentence"
    ]
    assert sentence == "Sent to a.equal.example, then c.equal.example."


def test_only_an_mx_record_should_name_no_alias(decide):
    alias = "www.example is an alias (CNAME) of web.example: followed"
    notes = {
        domain: decide(domain, source)["trace"][at]["notes"]
        for domain, source, at in (
            ("www.example", "", 2),
            ("bymx.example", "", 2),
            ("bigmail.example", OVERRIDES % '{"www.example"}', 2),
        )
    }
    assert notes == {
        "www.example": [f"{alias}."],
        "bymx.example": [f"{alias}, though no MX should name one (RFC 2181)."],
        "bigmail.example": [f"{alias}."],
    }


ASKS = """function CheckServer(d, mx)
  local rows = VPOP3.PostgresQuery("SELECT count(*) AS cnt FROM outqueue.sendattempts")
  if rows and tonumber(rows[1].cnt) > 5 then return false, 10 end
end"""


def test_a_rule_that_could_not_ask_the_database_makes_the_decision_doubtful_first(decide):
    def closed(_sql):
        return QueryAnswer(error="The database does not answer.", unanswered=True)

    report = decide("bigmail.example", ASKS, query=closed)
    doubt = (
        "The rule could not ask VPOP3's database on line 2 (The database does not answer). VPOP3 itself reads its own "
        "database and decides by the rows; here the query gave nil, as after an SQL error, so the decision may be "
        "another there."
    )
    assert report["decision"]["sentence"] == f"{doubt} Sent to mx1.bigmail.example."
    assert report["decision"]["warnings"] == [doubt]
    assert report["ledger"]["sql"] == "not read"


def test_a_mistake_in_the_sql_is_one_for_vpop3_as_well(decide):
    report = decide("bigmail.example", ASKS, query=lambda _sql: QueryAnswer(error="PostgreSQL refused the query: no."))
    assert report["decision"]["sentence"] == "Sent to mx1.bigmail.example."
    assert report["ledger"]["sql"] == "live (here)"
