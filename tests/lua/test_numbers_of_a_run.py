"""Numbers that a run is given as globals, and which of them it reads."""

import pytest

from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.sandbox import Isolation, Sandbox

SCRIPT = b"""
local first = tuned_0
function check(kind)
    if kind == "both" then return first + tuned_1 end
    if kind == "error" then error("no " .. tuned_1) end
    if kind == "query" then return VPOP3.PostgresQuery("q" .. tuned_1) end
    if kind == "end" then local n = 0 while true do n = n + 1 end end
    return tuned_2
end
"""


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


def test_each_run_has_its_own_and_tells_which_it_read(sandbox):
    asks = [
        AnsweredAsk("check", ("both",), {}, 0.0, {"tuned_0": 2, "tuned_1": 0.5}),
        AnsweredAsk("check", ("both",), {}, 0.0, {"tuned_0": 3, "tuned_1": -1}),
        AnsweredAsk("check", ("error",), {}, 0.0, {"tuned_0": 3, "tuned_1": 7}),
        AnsweredAsk("check", ("query",), {}, 0.0, {"tuned_0": 3, "tuned_1": 8}),
        AnsweredAsk("check", ("none",), {}, 0.0, {"tuned_1": 1}),
        AnsweredAsk("check", ("none",), {}, 0.0),
    ]
    calls = list(sandbox.runs(SCRIPT, asks))
    assert [call.returned for call in calls] == [(2.5,), (2,), (), (), (None,), (None,)]
    both = frozenset({"tuned_0", "tuned_1"})
    assert [call.read for call in calls] == [both, both, both, both, frozenset(), frozenset()]
    assert calls[2].error.message == "no 7"
    assert calls[3].unanswered == "q8"


def test_a_run_that_a_limit_ends_is_followed_by_others(sandbox):
    numbers = {"tuned_0": 1, "tuned_1": 2}
    asks = [AnsweredAsk("check", (kind,), {}, 0.0, numbers) for kind in ("end", "both")]
    first, second = sandbox.runs(SCRIPT, asks)
    assert first.error.kind.final
    assert second.returned == (3,)
