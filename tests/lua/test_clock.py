"""A clock that is given: os.time, os.date and os.clock say the moment, in the zone, and nothing moves on."""

import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from rules.lua.protocol.clock import Clock, periods, read_moment, read_periods
from rules.lua.protocol.encoding import WireError
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import AnsweredAsk
from rules.lua.protocol.query import QueryAnswer

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SUMMER = datetime(2026, 7, 14, 10, 30, 15, 250_000, tzinfo=UTC)
RETURN_ALL = b"function ask(text) return load(text)() end"


def told(sandbox, text: str, clock: Clock):
    with sandbox.open(RETURN_ALL, clock=clock) as session:
        call = session.call("ask", [text])
    assert call.error is None, call.error
    return call


def test_the_clock_says_the_moment_in_the_zone_and_stands_still(sandbox):
    call = told(
        sandbox,
        """local first = os.time()
        for i = 1, 100000 do os.clock() end
        local t = os.date("*t")
        return first, os.time() - first, os.clock(), os.date("%Y-%m-%d %H:%M:%S %z %Z"), os.date("!%H:%M"),
            os.date(), t.hour, t.isdst, t.yday, t.wday, os.time(t) - first, os.date("%H:%M %Z", first + 86400 * 180)""",
        Clock(SUMMER, BERLIN),
    )
    assert call.returned == (
        int(SUMMER.timestamp()), 0, 0, "2026-07-14 12:30:15 +0200 CEST", "10:30",
        "Tue Jul 14 12:30:15 2026", 12, True, 195, 3, 0, "11:30 CET",
    )  # fmt: skip
    assert call.asked == {"clock"}


def test_without_a_clock_nothing_changes(sandbox):
    with sandbox.open(RETURN_ALL) as session:
        call = session.call("ask", ["return os.time(), math.random(1000), os.clock() > 0"])
    assert abs(call.returned[0] - time.time()) < 60
    assert call.returned[2] is True
    assert call.asked == frozenset()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("return os.date('%H', 0), os.time{year=2026, month=1, day=1}, os.difftime(5, 3)", set()),
        ("return os.time()", {"clock"}),
        ("return os.date('*t').hour", {"clock"}),
        ("return os.clock()", {"clock"}),
        ("return math.random()", {"random"}),
        ("math.randomseed(os.time()) return math.random(6)", {"clock", "random"}),
        ("return pcall(math.random, 2, 1)", {"random"}),
    ],
)
def test_a_run_reports_whether_it_asked_the_clock_or_chance(sandbox, text, asked):
    assert told(sandbox, text, Clock(SUMMER, BERLIN)).asked == asked


CHANGES = """local said = {}
local function say(...) for _, value in ipairs{...} do said[#said + 1] = tostring(value) end end
for _, at in ipairs{1711846799, 1711846800, 1729990799, 1729990800, 1729994400, 0, 86400 * 365 * 20} do
    local t = os.date("*t", at)
    say(os.date("%c|%x %X|%p|%j|%%z %z|%%%Z", at), t.hour, t.isdst, os.time(t) - at, os.date("!%c", at))
end
say(os.time{year=2024, month=3, day=31, hour=2, min=30}, os.time{year=2024, month=7, day=1, isdst=false},
    os.time{year=2024, month=1, day=1, isdst=true}, os.time{year=2024, month=14, day=-3, hour=30, min=-5, sec=100},
    os.time{year="2024", month="2", day="30"}, os.time{year=1969, month=1, day=1, isdst=false})
say(os.time{year=2024, month=10, day=27, hour=2, min=30, isdst=true},
    os.time{year=2024, month=10, day=27, hour=2, min=30, isdst=false},
    os.time{year=2024, month=11, day=3, hour=1, min=30, isdst=true},
    os.time{year=2024, month=11, day=3, hour=1, min=30, isdst=false})
for _, call in ipairs{
    function() return os.date("%Ez") end, function() return os.date("%Q") end, function() return os.date({}) end,
    function() return os.date("%c", {}) end, function() return os.date("%c", "x") end,
    function() return os.time(5) end, function() return os.time{year=2024} end, function() return os.time("x") end,
    function() return math.random(0) end, function() return math.random("x") end,
    function() return math.random(1, 2, 3) end,
} do say(select(2, pcall(call))) end
return table.concat(said, "\\n")"""


@pytest.mark.skipif(shutil.which("lua5.2") is None, reason="needs lua5.2")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_local_time_is_that_of_lua_itself(sandbox, zone):
    script = f"print((function() {CHANGES} end)())"
    lua = subprocess.run(
        ["lua5.2", "-"], input=script, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    said = told(sandbox, CHANGES, Clock(SUMMER, ZoneInfo(zone))).returned[0]
    assert _without_chunk(said) == _without_chunk(lua.stdout.rstrip("\n"))


def _without_chunk(text: str) -> list[str]:
    return [line.split(": ", 1)[-1] if "]:" in line or line.startswith("stdin:") else line for line in text.split("\n")]


def test_an_hour_that_comes_twice_is_standard_time_unless_it_says_otherwise(sandbox):
    text = "return os.time{year=2024, month=11, day=3, hour=1, min=30}, os.time{year=2024, month=11, day=3, hour=1}"
    assert told(sandbox, text, Clock(SUMMER, NEW_YORK)).returned == (1730615400, 1730613600)


def test_a_script_that_waits_for_the_clock_meets_the_limits(sandbox):
    limits = Limits(instructions=200_000)
    with sandbox.open(
        b"function wait() local t = os.time() while os.time() < t + 1 do end end",
        clock=Clock(SUMMER, BERLIN), limits=limits,
    ) as session:  # fmt: skip
        assert session.call("wait").error.limit == "instructions"


def test_odd_numbers_do_no_harm(sandbox):
    text = """local said = {}
    for _, number in ipairs{0/0, 1/0, -1/0, 2^60, -2^60, -1, 0.5} do
        said[#said + 1] = tostring(pcall(os.date, "%c", number)) .. tostring(pcall(os.date, "*t", number))
            .. tostring(pcall(os.time, {year = number, month = number, day = number}))
    end
    return #said"""
    assert told(sandbox, text, Clock(SUMMER, BERLIN)).returned == (7,)


def test_each_run_of_a_batch_has_its_own_clock(sandbox):
    moments = [SUMMER + timedelta(days=days) for days in range(0, 365, 30)]
    asks = [AnsweredAsk("hour", (), {}, moment.timestamp()) for moment in moments]
    calls = list(sandbox.runs(b"function hour() return os.date('%d.%m. %H') end", asks, zone=BERLIN))
    assert [call.returned[0] for call in calls] == [f"{moment.astimezone(BERLIN):%d.%m. %H}" for moment in moments]
    assert all(call.asked == {"clock"} for call in calls)


ONE = QueryAnswer(columns=("cnt",), rows=(("7",), (None,)))


def test_a_run_ends_at_the_first_query_without_an_answer_and_reports_it(sandbox):
    script = b"""
    function check(server)
        local rows = VPOP3.PostgresQuery("first " .. server)
        if rows == nil then return "nil" end
        return VPOP3.PostgresQuery("second " .. rows[1].cnt) and #rows or 0, rows[2].cnt
    end"""
    failed = QueryAnswer(error="no")
    asks = [
        AnsweredAsk("check", ("a",), {}),
        AnsweredAsk("check", ("a",), {"first a": ONE}),
        AnsweredAsk("check", ("a",), {"first a": ONE, "second 7": ONE}),
        AnsweredAsk("check", ("a",), {"first a": failed}),
        AnsweredAsk("other", (), {}),
    ]
    calls = list(sandbox.runs(script, asks))
    assert [call.unanswered for call in calls] == ["first a", "second 7", None, None, None]
    assert [call.returned for call in calls] == [(), (), (2, None), ("nil",), ()]
    assert not any(call.error or call.queries for call in calls)


@pytest.mark.parametrize(
    "body",
    [
        "pcall(ask) return 5",
        "return pcall(ask)",
        "repeat local fine = pcall(ask) until fine",
        "while true do pcall(ask) end",
        "while true do xpcall(ask, function() pcall(ask) end) end",
        "local co = coroutine.wrap(function() while true do pcall(ask) end end) while true do pcall(co) end",
        "local co = coroutine.create(ask) coroutine.resume(co) return 7",
        "local co = coroutine.create(ask) coroutine.resume(co) while true do end",
        "return (string.gsub('abc', '.', function() return ask() end))",
        "table.sort({3, 2, 1}, function() return ask() end)",
        "return setmetatable({}, {__index = ask}).x",
        "print('said') ask() print('never')",
        "return load(function() return ask() end)",
        "local s = setmetatable({}, {__tostring = ask}) print(s)",
        "load('while true do pcall(ask) end', '=?')()",
    ],
)
def test_no_script_can_catch_the_end_of_its_run(sandbox, body):
    script = f"function ask() return VPOP3.PostgresQuery('q') end function check() {body} end".encode()
    limits = Limits(instructions=5_000_000)
    [call] = sandbox.runs(script, [AnsweredAsk("check", (), {})], limits=limits)
    assert (call.unanswered, call.returned, call.error) == ("q", (), None)


def test_a_text_that_asks_while_it_loads_is_answered_too(sandbox):
    script = b"local rows = VPOP3.PostgresQuery('q') function check() return rows[1].cnt end"
    asks = [AnsweredAsk("check", (), {}), AnsweredAsk("check", (), {"q": ONE})]
    assert [(call.unanswered, call.returned) for call in sandbox.runs(script, asks)] == [("q", ()), (None, ("7",))]


def test_too_many_queries_are_a_limit_also_where_all_are_answered(sandbox):
    script = b"function check() for i = 1, 300 do VPOP3.PostgresQuery('q') end end"
    [call] = sandbox.runs(script, [AnsweredAsk("check", (), {"q": ONE})])
    assert call.error.limit == "SQL queries"


def test_nothing_of_a_run_reaches_the_next_one(sandbox):
    script = b"""
    function check()
        local seen = {os.mark, math.mark, string.mark, ("").mark, mark, math.random(1000000)}
        os.mark, math.mark, string.mark, mark = 1, 1, 1, 1
        os.time, math.random = nil, nil
        return #seen, seen[6] or seen[1]
    end"""
    asks = [AnsweredAsk("check", (), {}, SUMMER.timestamp())] * 3
    [first, *others] = [call.returned for call in sandbox.runs(script, asks)]
    assert others == [first, first]


def test_a_zone_is_a_list_of_its_periods():
    [first, *_] = found = periods(BERLIN)
    assert (first.offset, first.dst, first.name) == (3600, False, "CET")
    assert (1711846800, 7200, True, "CEST") in found
    assert read_periods([list(period) for period in found]) == found
    assert periods(timezone(timedelta(hours=5, minutes=30)))[0].offset == 19_800


@pytest.mark.parametrize(
    "data",
    [
        [], {}, None, [[0, 0, False]], [[0, 0, 0, "x"]], [[0, 90_000, False, "x"]], [["0", 0, False, "x"]],
        [[0, 0, False, "x"], [0, 0, True, "y"]], [[0, 0, False, "x" * 50]], [[float("inf"), 0, False, "x"]],
        [[n, 0, False, "x"] for n in range(3_000)],
    ],
)  # fmt: skip
def test_a_zone_of_any_other_form_is_refused(data):
    with pytest.raises(WireError):
        read_periods(data)


@pytest.mark.parametrize("data", [None, True, "1", float("nan"), float("inf"), 2.0**60])
def test_a_moment_of_any_other_form_is_refused(data):
    with pytest.raises(WireError):
        read_moment(data)
