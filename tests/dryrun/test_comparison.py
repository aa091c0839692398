"""Two texts on one scenario: the same world for both, and what differs in a sentence."""

import pytest

from rules.dryrun.comparison import compare
from rules.dryrun.engine import World
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent
from rules.lua.protocol.query import QueryAnswer, no_database
from rules.resolver.answer import Answer, Status
from rules.vpop3.versions import Version

NOTHING = b""
HOLD_10 = b"function CheckServer() return false, 10 end"
HOLD_20 = b"function CheckServer() return false, 20 end"
HOLD = b"function CheckServer() return false end"
SECOND_ONLY = b"function CheckServer(_, mx) return mx ~= 'mx1.bigmail.example' end"
SWAPPED = b"function GetOverrides() return {['mx2.bigmail.example'] = 1, ['mx1.bigmail.example'] = 2} end"
SAME_BY_HAND = b"function GetOverrides() return {['mx1.bigmail.example'] = 1, ['mx2.bigmail.example'] = 2} end"
SMART_HOST = b"function GetOverrides() return {'mx2.bigmail.example:587'} end"
STOP = b"function GetOverrides() return nil, false end"
RAISES = b"function CheckServer() error('oh') end"


@pytest.fixture
def comparing(sandbox, resolver):
    def compare_them(before, after, domain="bigmail.example", *, version="8.8", resolver=resolver, query=no_database):
        scenario = Scenario.of(domain, version=Version.parse(version))
        return compare(before, after, scenario, World(sandbox=sandbox, resolver=resolver, query=query))

    return compare_them


@pytest.mark.parametrize(
    ("before", "after", "parts", "sentence"),
    [
        (NOTHING, RAISES, "", "As before: sent to mx1.bigmail.example, then mx2.bigmail.example."),
        (HOLD_10, HOLD_10, "", "As before: held for 10 minutes."),
        (HOLD_10, HOLD_20, "hold_minutes", "Held for 20 minutes instead of 10 minutes."),
        (HOLD_10, HOLD, "hold_minutes", "Held with no time named instead of held for 10 minutes."),
        (
            NOTHING,
            HOLD_10,
            "kind reason servers hold_minutes",
            "Held for 10 minutes instead of sent to mx1.bigmail.example, then mx2.bigmail.example.",
        ),
        (
            NOTHING,
            SECOND_ONLY,
            "servers",
            "Sent to mx2.bigmail.example instead of mx1.bigmail.example, then mx2.bigmail.example.",
        ),
        (
            SAME_BY_HAND,
            SWAPPED,
            "servers",
            "Sent to mx2.bigmail.example, then mx1.bigmail.example instead of "
            "mx1.bigmail.example, then mx2.bigmail.example.",
        ),
        (
            NOTHING,
            SAME_BY_HAND,
            "reason",
            "Sent to mx1.bigmail.example, then mx2.bigmail.example as before, but now by GetOverrides "
            "instead of by its MX.",
        ),
        (
            SECOND_ONLY,
            SMART_HOST,
            "reason servers",
            "Sent to mx2.bigmail.example:587 instead of mx2.bigmail.example.",
        ),
        (HOLD, STOP, "kind reason", "Failed (no mail server) instead of held with no time named."),
    ],
)
def test_differences_are_named(comparing, before, after, parts, sentence):
    found = comparing(before, after).difference
    assert (found.parts, found.sentence) == (tuple(parts.split()), sentence)
    assert bool(found) is bool(parts)


def test_before_8_8_a_message_whose_servers_are_all_refused_fails(comparing):
    found = comparing(NOTHING, HOLD_10, version="8.7").difference
    assert found.sentence.startswith("Failed (every server refused) instead of sent to mx1")


def test_both_traces_are_whole(comparing):
    found = comparing(NOTHING, RAISES)
    for each in (found.before, found.after):
        assert isinstance(each.last, DecisionEvent)
        assert each.events[0].step == "load"
    assert found.before.error is None
    assert found.after.error.message.endswith("oh")


class Moody:
    """A resolver that never answers the same twice, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def describe(self):
        return "moody"

    def lookup(self, questions, *, fresh=False):
        self.asked += questions
        return [Answer(name=q.name, rdtype=q.rdtype, status=list(Status)[len(self.asked) % 4]) for q in questions]


def test_dns_that_changes_its_mind_changes_nothing_between_the_two(comparing):
    moody = Moody()
    fresh = b"function GetCheckCache() return false end"
    found = comparing(NOTHING, fresh, resolver=moody)
    assert not found.difference
    assert len(moody.asked) == len(set(moody.asked)) > 0


def test_both_ask_the_same_database_session(comparing):
    asked = []

    def query(sql):
        asked.append(sql)
        return QueryAnswer(columns=("n",), rows=(("7",),))

    script = b"function CheckServer() return VPOP3.PostgresQuery('SELECT 7 AS n')[1].n == '7' end"
    assert not comparing(script, script, query=query).difference
    assert len(asked) == 4
