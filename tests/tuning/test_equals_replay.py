"""Each point of a tuned grid has the scores that a replay of that very text has."""

from datetime import UTC

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Isolation, Sandbox
from rules.replay.attempt import microseconds, moment
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.tuning.literal import with_values
from rules.tuning.literals import literals_of
from rules.tuning.request import TuneRequest
from rules.tuning.tune import tune
from rules.tuning.variation import Variation, read_values
from tests.replay.memory_past import MemoryHistory, MemoryPast
from tests.replay.rule_texts import VENDOR, check
from tests.replay.test_against_the_oracle import history
from tests.tuning.spans import SpannedHistory


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


CONSTANTS = b"""
local LIMIT, HOLD = 2, 10
local function failures(server)
    return tonumber(VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. server
        .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")[1].cnt)
end
function CheckServer(domain, server)
    if failures(server) > LIMIT then return false, HOLD end
end
"""

WINDOW, LIMIT, HOLD = "starttime > CURRENT_TIMESTAMP + '-15 MINUTES'", "compared with cnt", "hold minutes"
BY_HOOKS = """
function GetOverrides(domain) if domain == "fast.example" then return {["mx1.fast.example"] = 5} end end
function FinalOverrides(domain, retries, size, servers) if size > 30000 then return {relay = 10} end end
"""
AT = "at(server, 20)"

TEXTS = {
    "vendor": (VENDOR, {LIMIT: "0,1,2,3,8", HOLD: "5,7.5"}),
    "vendor's window": (VENDOR, {WINDOW: "5,60", LIMIT: "0,2"}),
    "constants": (CONSTANTS, {"LIMIT": "0,2,6", "HOLD": "1,60"}),
    "two limits": (check("local a, b = 1, 4 if at(server, 20) > a and anywhere(30) >= b then return false, 30 end"),
                   {"a": "0,1,2,5", "b": "0,2,4,9"}),
    "equal to": (check(f"if {AT} == 2 then return false, 30 end"), {f"compared with {AT}": "0..4"}),
    "in a loop": (check("local m = 2 for i = 1, 3 do if at(server, 10 * i) > m * i then return false, i end end"),
                  {"m": "0..4"}),
    "minutes of a query": (check("local m = 15 if at(server, m) > 2 then return false, 30 end"), {"m": "5,15,40"}),
    "calculated": (check("local n, x, m = at(server, 30), 3, 60 "
                         "if n * x > 4 then return false, math.min(2 ^ n, m) end"),
                   {"x": "0,1,4", "m": "1,60"}),
    "asks the hour": (check(f"local h, n = 9, 0 if tonumber(os.date('%H')) < h then return {AT} == n, 45 end"),
                      {"h": "0,9,23", "n": "0,1"}),
    "fails for some values": (check("local least = 2 if least < 1 then error('too small') end "
                                    "return at(server, 15) < least, 5"), {"least": "-1..3"}),
    "overrides": (check(f"return {AT} < 2, 5", BY_HOOKS), {f"compared with {AT}": "0,2", "compared with size":
                                                           "5,30000,70000"}),
    "refused to be asked": (check(f"if {AT} > 1 then VPOP3.PostgresQuery('SELECT random()') end"),
                            {f"compared with {AT}": "0..3"}),
    "table": (check("local limits = { few = 2, [server] = 4 } if at(server, 15) > limits.few then return false, 3 end"),
              {"limits.few": "0..4"}),
    "chosen by tables": (check("local by = { ['mx1.slow.example'] = 3, other = 1 } "
                               "if at(server, 15) > (by[server] or by.other) then return false, 3 end"),
                         {"by['mx1.slow.example']": "0,2,4", "by.other": "0,3"}),
}  # fmt: skip


def varied(source, values):
    """The variations, by what the literals are called."""
    by_name = {literal.name: literal for literal in literals_of(source).offered}
    return [Variation(literal=by_name[name], values=read_values(text, by_name[name])) for name, text in values.items()]


@pytest.mark.parametrize("name", TEXTS)
def test_scores_are_those_of_a_replay(name, sandbox):
    source, values = TEXTS[name]
    rows = history(5, 260, columns=name in {"asks the hour", "overrides"})
    request = ReplayRequest(
        text=Text(source=source), since=moment(rows[20].at).astimezone(UTC), until=moment(rows[-10].at), lag=30.0
    )
    variations = varied(source, values)
    wanted = TuneRequest(replay=request, variations=variations)
    steps = list(tune(wanted, SpannedHistory(rows), MemoryPast(rows, lag=30.0), sandbox, Cancellation()))
    result = steps[-1].result
    assert result.partial == ""
    split = microseconds(result.split)
    assert result.train_attempts + result.test_attempts == result.attempts > 150
    for point in result.points:
        text = Text(source=with_values(source, [each.literal for each in variations], point.values))
        parts = {"train": (request.since, moment(split - 1)), "test": (moment(split), request.until)}
        for part, (since, until) in parts.items():
            score = getattr(point.scores, part)
            again = ReplayRequest(text=text, since=since, until=until, lag=30.0)
            *_, last = replay(again, MemoryHistory(rows), MemoryPast(rows, lag=30.0), sandbox, Cancellation())
            replayed = last.result()
            assert replayed.attempts == score.attempts
            expected = replayed.score
            assert (score.avoided, score.harmful, score.harm_minutes) == (
                expected.useful, expected.harmful, pytest.approx(expected.harm_minutes),
            )  # fmt: skip
            assert (score.precision, score.recall) == (expected.precision, expected.recall)
            assert score.without_minutes == expected.without_minutes
            kinds = expected.verdicts
            assert (score.rerouted, score.errors, score.unknown) == (
                kinds["rerouted"], kinds["error"], kinds["unknown"],
            )  # fmt: skip
