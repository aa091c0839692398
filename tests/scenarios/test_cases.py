"""Kept scenarios: the answers of a run are pinned, written and read without loss, and test later scripts."""

import json
import re
from dataclasses import replace

import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import MxEvent
from rules.lua.protocol.query import QueryAnswer
from rules.resolver.open import open_resolver
from rules.scenarios import trial
from rules.scenarios.case import Case, plain
from rules.scenarios.case_reader import read_case
from rules.scenarios.expectation import OPEN, Expectation
from rules.scenarios.pinned_queries import PinnedQueries, shape
from rules.scenarios.pinning import pins_of
from rules.scenarios.pins import PinnedQuery
from rules.vpop3.decision import Kind
from tests.dns_server import DnsServer

HOLDS = b"""
function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
  local x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. mxserver .. "'")
  if tonumber(x[1].cnt) > 5 then return false, 10 end
end
"""


def nine(_sql):
    return QueryAnswer(columns=("cnt", "note"), rows=(("9", None),), elapsed_ms=3.0)


@pytest.fixture
def world(sandbox, resolver):
    return World(sandbox=sandbox, resolver=resolver, query=nine, sql="live")


@pytest.fixture
def keep(world):
    """Run it, and keep what was seen, with the decision as the expected result."""

    def run_and_keep(source=HOLDS, domain="bigmail.example", **inputs):
        scenario = Scenario.of(domain, **inputs)
        events = list(run(source, scenario, world))
        pins = pins_of(json.loads(json.dumps(as_json(events))))
        return Case(inputs=scenario, expected=Expectation.of(events[-1].decision), pins=pins)

    return run_and_keep


@pytest.fixture
def nowhere(world):
    """A world without DNS and SQL: every question raises an error."""

    class Nobody:
        def describe(self):
            return "nobody"

        def lookup(self, questions, *, fresh=False):
            raise AssertionError(questions)

    def nobody(sql):
        raise AssertionError(sql)

    return replace(world, resolver=Nobody(), query=nobody)


DOMAINS = ["bigmail.example", "bare.example", "null.example", "alias.example", "broken.example", "gone.example"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_same_script_meets_what_was_pinned_without_asking_anybody(keep, nowhere, domain):
    kept = keep(domain=domain)
    tried = trial.pinned(HOLDS, kept, nowhere)
    assert tried.problems == ()
    assert tried.told.ledger.dns.startswith("pinned")
    assert tried.told.ledger.sql == "pinned"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_case_is_read_as_it_was_written(keep, domain):
    kept = keep(domain=domain, retries=3, size=5)
    assert read_case(json.loads(json.dumps(plain(kept)))) == kept


def test_servers_beyond_those_that_are_kept_still_count(world, nowhere):
    zone = "".join(f"many.example. MX {n} mx{n}.many.example.\n" for n in range(300))
    with DnsServer(zone) as server:
        told = list(run(b"", Scenario.of("many.example"), replace(world, resolver=open_resolver(str(server.endpoint)))))
    (asked,) = [event for event in told if isinstance(event, MxEvent)]
    assert asked.answer.omitted == 300 - len(asked.answer.records) > 0
    kept = Case(inputs=Scenario.of("many.example"), expected=Expectation(), pins=pins_of(as_json(told)))
    assert read_case(plain(kept)) == kept
    (again,) = [event for event in trial.pinned(b"", kept, nowhere).events if isinstance(event, MxEvent)]
    assert again.meaning == asked.meaning == "300 mail servers, lowest preference first."
    assert again.notes == asked.notes


def test_another_decision_fails_it_with_a_sentence(keep, nowhere):
    tried = trial.pinned(b"", keep(), nowhere)
    assert tried.problems == ("Expected “hold”, but “send” (mx).",)


def test_open_parts_may_be_anything(keep, nowhere):
    kept = keep()
    assert trial.pinned(HOLDS.replace(b"10", b"20"), kept, nowhere).problems == (
        "Expected 10 minutes, but 20 minutes.",
    )
    loose = replace(kept, expected=Expectation(kind=Kind.HOLD))
    assert trial.pinned(HOLDS.replace(b"10", b"20"), loose, nowhere).passed
    assert trial.pinned(b"", replace(kept, expected=Expectation()), nowhere).passed


def test_other_servers_fail_it(keep, nowhere):
    kept = keep(source=b"")
    assert kept.expected.servers == ("mx1.bigmail.example", "mx2.bigmail.example")
    tried = trial.pinned(b'function CheckServer(d, s) return s ~= "mx1.bigmail.example" end', kept, nowhere)
    assert tried.problems == (
        "Expected servers mx1.bigmail.example, mx2.bigmail.example, but servers mx2.bigmail.example.",
    )


def test_a_query_that_is_not_pinned_fails_it_and_is_never_asked(keep, nowhere):
    (problem, *_) = trial.pinned(HOLDS.replace(b"sendattempts", b"other"), keep(), nowhere).problems
    assert problem.startswith("The script asks a query that is not pinned: SELECT COUNT")
    changed = trial.pinned(HOLDS.replace(b".. mxserver", b'.. "x" .. mxserver'), keep(), nowhere)
    assert changed.problems[0] == (
        "The script asks a pinned query with other values: (xmx1.bigmail.example) instead of "
        "(mx1.bigmail.example) or (mx2.bigmail.example)."
    )


def test_a_query_in_another_layout_is_the_same_query(keep, nowhere):
    other = HOLDS.replace(b"SELECT COUNT(*) AS cnt FROM", b"select  count( * ) /* how many */ as CNT \\n from")
    assert trial.pinned(other, keep(), nowhere).passed


def test_dns_that_is_not_pinned_fails_it(keep, nowhere):
    source = b'function GetOverrides() return {["mx.elsewhere.example"] = 10} end'
    tried = trial.pinned(source, keep(), nowhere)
    assert tried.problems[0] == "DNS was asked for the A records of mx.elsewhere.example, which are not pinned."


def test_with_todays_world_it_tells_the_drift_of_the_world(keep, world):
    kept = keep()
    calm = replace(world, query=lambda sql: QueryAnswer(columns=("cnt",), rows=(("0",),)))
    assert trial.live(HOLDS, kept, calm).problems == ("Expected “hold”, but “send” (mx).",)
    assert trial.live(HOLDS, kept, world).passed


def test_a_query_asked_twice_has_its_answers_in_order():
    one, two = QueryAnswer(rows=(("1",),), columns=("n",)), QueryAnswer(rows=(("2",),), columns=("n",))
    ask = PinnedQueries([PinnedQuery("select 1", one), PinnedQuery("SELECT  1", two)])
    assert [ask("select 1"), ask("SELECT 1"), ask("select 1")] == [one, two, two]


def test_values_are_taken_out_of_a_query_in_order():
    sql = "SELECT \"X\", 'it''s' -- why\n FROM t WHERE a = E'\\\\' AND b > 1.5 AND c = $$d$$"
    assert shape(sql)[1] == ("it's", "\\", "1.5", "d")
    assert shape("SELECT 'open") == ("SELECT 'open", ())


GOOD = {"inputs": {"domain": "a.example"}, "expect": {"kind": "hold", "hold_minutes": None}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"input": {}}, "scenario: there is no key 'input'; known are dns, expect, inputs, sql."),
        ({"inputs": None}, "scenario.inputs must be a map, not nothing."),
        ({"inputs": {"domain": "a b.example"}}, "scenario.inputs: "),
        ({"inputs": {"domain": "a.example", "retries": True}}, "scenario.inputs.retries must be a whole number"),
        ({"inputs": {"domain": "a.example", "retries": -1}}, "scenario.inputs: Retries cannot be negative: -1."),
        ({"inputs": {"domain": "a.example", "version": "7.3.x"}}, "scenario.inputs: "),
        ({"inputs": {"domain": "a.example", "assumptions": {"luck": "good"}}}, "scenario.inputs: "),
        ({"expect": {"kind": "bounce"}}, "scenario.expect.kind must be one of send, hold, fail, defer."),
        ({"expect": {"hold_minutes": "10"}}, "scenario.expect.hold_minutes must be a number of minutes, or null"),
        ({"expect": {"servers": [5]}}, "scenario.expect.servers[1] must be text (in quotes), not 5."),
        ({"dns": [{"ask": "a.example"}]}, "scenario.dns[1].ask must be a name and a record type"),
        ({"dns": [{"ask": "a.example MX", "records": ["a.example MX"]}]}, "scenario.dns[1].records[1] must be name"),
        ({"dns": [{"ask": "a MX", "records": ["a 5 MX mx.a"]}]}, "scenario.dns[1].records[1]: an MX record begins"),
        ({"dns": [{"ask": "a MX", "omitted": -1}]}, "scenario.dns[1].omitted cannot be negative: -1."),
        ({"dns": [{"ask": "a MX", "omitted": "9"}]}, "scenario.dns[1].omitted must be a whole number, not '9'."),
        ({"sql": [{"query": "select 1", "rows": [{"n": 1}]}]}, "scenario.sql[1].rows[1].n must be text (in quotes)"),
        ({"sql": [{"query": "select 1", "rows": [{"n": "1"}, {"m": "1"}]}]}, "scenario.sql[1].rows must all have"),
        ({"sql": {}}, "scenario.sql must be a list, not {}."),
    ],
)
def test_a_mistake_is_named_with_its_place(change, sentence):
    with pytest.raises(ValueError, match="^" + re.escape(sentence)):
        read_case(GOOD | change)


def test_the_least_that_must_be_said():
    case = read_case(GOOD)
    assert (case.inputs, case.expected.kind, case.expected.hold_minutes) == (Scenario.of("a.example"), Kind.HOLD, None)
    assert case.expected.servers is OPEN
    assert case.expected.sentence() == "“hold”, no hold time"


def test_the_seed_of_a_run_is_pinned_and_a_scenario_without_one_has_the_first():
    case = replace(read_case(GOOD), inputs=Scenario.of("a.example", seed=42))
    told = plain(case)
    assert told["inputs"]["seed"] == 42
    assert read_case(told).inputs.seed == 42
    assert read_case(GOOD).inputs.seed == 0
