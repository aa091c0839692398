"""Sessions, errors, traces and protections, by both ways of isolation."""

import threading
import time

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.limits import MEMORY_CEILING, SCRIPT_MAX_BYTES, Limits
from rules.lua.protocol.query import QueryAnswer
from tests.waiting import once_within


def test_a_call_reports_values_line_counts_and_locals(sandbox):
    script = b"function hook(n)\n  local double = n * 2\n  return double, {1}\nend"
    with sandbox.open(script) as session:
        call = session.call("hook", [21])
    assert (call.returned, call.line, call.lines) == ((42, {1: 1}), 3, {2: 1, 3: 1})
    assert call.locals == {"n": 21, "double": 42}


def test_variables_around_a_function_follow_its_own(sandbox):
    source = b"""
        local LIMIT, n, unused = 5, "hidden by the parameter", 1
        local function helper() return LIMIT end
        function hook(n) count = helper() + n return count end
    """
    with sandbox.open(source) as session:
        assert session.call("hook", [2]).locals == {"n": 2, "LIMIT": 5, "count": 7}


def test_closures_without_end_are_not_followed_without_end(sandbox):
    source = b"""
        local last = function() end
        for n = 1, 50000 do local before = last; last = function() return before, n end end
        function hook() return last and 1 end
    """
    with sandbox.open(source) as session:
        call = session.call("hook", [])
    assert (call.error, call.returned) == (None, (1,))
    assert "n" in call.locals


def test_without_trace_only_the_answer_comes(sandbox):
    with sandbox.open(b"function hook() return 1 end", trace=False) as session:
        call = session.call("hook", [])
    assert (call.returned, call.line, call.lines, call.locals) == ((1,), None, {}, {})


def test_a_return_that_is_not_the_first_word_of_its_line_counts_once_for_each_time(sandbox):
    source = b"""local function up(s) return s end
    function F()
      for i = 1, 3 do
        if tonumber(up("1")) == 5 or i == 3 then return i end
        local y = i
      end
    end"""
    with sandbox.open(source) as session:
        call = session.call("F")
    assert (call.returned, call.line, call.locals["i"]) == ((3,), 4, 3)
    assert call.lines == {1: 3, 3: 3, 4: 3, 5: 2}


def test_a_runtime_error_has_line_text_and_chain(sandbox):
    script = b"local function inner(a)\n  return a.x.y\nend\nfunction hook()\n  local z = inner({})\nend"
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert (error.kind, error.line, error.source_line) == (ErrorKind.RUNTIME, 2, "  return a.x.y")
    assert [(frame.name, frame.line) for frame in error.traceback] == [("inner", 2), ("hook", 5)]


@pytest.mark.parametrize("source", [b"function (", b"x = 'a\0b'\nx = = 1", b"\xe9 = 1", b"# comment\nx = 1"])
def test_text_that_lua_cannot_load_is_a_syntax_error_with_its_line(sandbox, source):
    with sandbox.open(source) as session:
        assert session.loaded.error.kind is ErrorKind.SYNTAX
        assert session.loaded.error.source_line is not None


@pytest.mark.parametrize("source", [b"", b"\xef\xbb\xbfx = 1", b"x = 1\r\ny = 2\r\n", b"x = 'a\0b'", b"x = '\xe9'"])
def test_unusual_bytes_load(sandbox, source):
    with sandbox.open(source) as session:
        assert session.loaded.error is None


def test_a_script_that_is_too_long_names_the_limit(sandbox):
    with sandbox.open(b" " * (SCRIPT_MAX_BYTES + 1)) as session:
        assert "SCRIPT_MAX_BYTES" in session.loaded.error.message


def test_bytecode_is_refused(sandbox):
    with sandbox.open(b"\x1bLua") as session:
        assert "compiled" in session.loaded.error.message


def test_a_query_is_answered_as_text_and_recorded(sandbox):
    answer = QueryAnswer(columns=("cnt", "none"), rows=(("7", None),))
    script = b'function hook()\n local r = VPOP3.PostgresQuery("SELECT 1")\n return r[1].cnt, r[1].none end'
    with sandbox.open(script, query=lambda sql: answer) as session:
        call = session.call("hook", [])
    assert call.returned == ("7", None)
    assert [(query.sql, query.line, query.answer) for query in call.queries] == [("SELECT 1", 2, answer)]


def test_after_a_limit_the_session_is_over_and_says_why(sandbox):
    with sandbox.open(
        b'function hook()\n return (("a"):rep(5000)):find(".-.-.-b") end', limits=Limits(wall_ms=200)
    ) as s:
        error = s.call("hook", []).error
        assert (error.kind, error.limit, error.line) == (ErrorKind.LIMIT, "time", 2)
        assert s.call("hook", []).error.kind is ErrorKind.ENDED


HANGS = 'return (("a"):rep(5000)):find(".-.-.-.-b")'
STOPPED = {
    "one C call, in a function": (
        f"local function inner()\n  {HANGS}\nend\nfunction hook()\n  local x = inner()\nend",
        [("inner", 2), ("hook", 5)],
        {2: 1, 5: 1},
    ),
    "one C call, two coroutines deep": (
        "function hook()\n  local outer = coroutine.wrap(function()\n    local inner = coroutine.create(function()\n"
        f"      {HANGS}\n    end)\n    coroutine.resume(inner)\n  end)\n  outer()\nend",
        [("function at line 3", 4), ("function at line 2", 6), ("hook", 8)],
        {4: 1, 6: 1, 8: 1},
    ),
    "a loop": ("function hook()\n  local n = 0\n  while true do end\nend", [("hook", 3)], {2: 1}),
    "a loop in a coroutine": (
        "function hook()\n  coroutine.wrap(function()\n    local n = 0\n    while true do end\n  end)()\nend",
        [("function at line 2", 4), ("hook", 2)],
        {3: 1},
    ),
    "a loop in __gc, where hooks are off": (
        "function hook()\n  setmetatable({}, {__gc = function()\n    while true do end\n  end})\n"
        "  collectgarbage()\nend",
        [("function at line 2", 3), ("hook", 5)],
        {5: 1},
    ),
}


@pytest.mark.parametrize(("script", "chain", "lines"), STOPPED.values(), ids=STOPPED)
@pytest.mark.parametrize("trace", [True, False], ids=["traced", "untraced"])
def test_a_script_that_the_clock_stops_says_where_it_was_and_what_ran(sandbox, script, chain, lines, trace):
    limits = Limits(wall_ms=100, instructions=10**10)
    with sandbox.open(script.encode(), limits=limits, trace=trace) as session:
        call = session.call("hook", [])
    assert (call.error.limit, call.error.line) == ("time", chain[0][1])
    assert [(frame.name, frame.line) for frame in call.error.traceback] == chain
    assert call.error.source_line == script.split("\n")[chain[0][1] - 1]
    assert {line: call.lines.get(line) for line in lines} == (lines if trace else dict.fromkeys(lines))


@pytest.mark.parametrize(
    ("limit", "body"),
    [("instructions", "while true do end"), ("print output", "while true do print(1) end"),
     ("SQL queries", 'while true do VPOP3.PostgresQuery("SELECT 1") end'),
     ("print output", "coroutine.wrap(function() while true do print(1) end end)()")],
)  # fmt: skip
def test_a_limit_reached_in_a_function_says_where_it_was_and_what_ran(sandbox, limit, body):
    limits = Limits(instructions=50_000, print_bytes=100, queries=5)
    with sandbox.open(f"function hook()\n  local n = 0\n  {body}\nend".encode(), limits=limits) as session:
        call = session.call("hook", [])
    assert (call.error.limit, call.error.line, call.lines[2]) == (limit, 3, 1)
    assert (call.error.traceback[-1].name, call.error.traceback[-1].line) == ("hook", 3)


def late(sql):
    time.sleep(0.03)  # the time that queries take is what is bounded
    return QueryAnswer()


@pytest.mark.parametrize(
    ("limits", "query", "sentence"),
    [
        (Limits(sql_ms=50), late, "its SQL queries took more than 50 ms"),
        (Limits(sql_bytes=2048), lambda sql: QueryAnswer(columns=("a",), rows=(("x" * 900,),)),
         "its SQL queries brought more than 2 KiB"),
        (Limits(sql_bytes=2048), lambda sql: QueryAnswer(columns=("a", "b"), rows=((None, ""),) * 99),
         "its SQL queries brought more than 2 KiB"),
    ],
)  # fmt: skip
def test_all_queries_of_a_run_together_are_bounded_and_the_line_is_known(sandbox, limits, query, sentence):
    script = b"function hook()\n  while true do\n    pcall(VPOP3.PostgresQuery, 'SELECT 1')\n  end\nend"
    with sandbox.open(script, query=query, limits=limits) as session:
        call = session.call("hook", [])
    assert (call.error.message, call.error.line) == (f"The script was stopped: {sentence}.", 3)
    assert 1 <= len(call.queries) <= 3
    assert call.lines[3] == len(call.queries)


@pytest.mark.parametrize("limits", [Limits(queries=0), Limits(query_bytes=3), Limits(sql_ms=10)])
def test_a_limit_reached_in_a_tail_call_has_its_line(sandbox, limits):
    with sandbox.open(
        b"function hook()\n  return VPOP3.PostgresQuery('SELECT 1')\nend", query=late, limits=limits
    ) as s:
        error = s.call("hook", []).error
    assert (error.kind, error.line, error.source_line) == (
        ErrorKind.LIMIT, 2, "  return VPOP3.PostgresQuery('SELECT 1')",
    )  # fmt: skip


def test_processor_time_is_limited_by_the_kernel_within_one_c_call(sandbox):
    limits = Limits(cpu_ms=100, wall_ms=20_000)
    with sandbox.open(f"function hook() {HANGS} end".encode(), limits=limits) as session:
        error = session.call("hook", []).error
    assert error.message == "The script was stopped: it used 100 ms of processor time."


def test_cancel_from_another_thread_ends_a_call(sandbox):
    with sandbox.open(b"function hook() while true do end end") as session:
        threading.Timer(0.1, session.cancel).start()
        started = time.monotonic()
        assert session.call("hook", []).error.kind is ErrorKind.ENDED
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("script", [b"while true do end", b'print(("a"):rep(5000):find(".-.-.-.-b"))'])
def test_a_script_that_is_still_loading_is_cancelled_within_200_ms(sandbox, script):
    def seconds_to_its_end() -> float:
        cancellation, cancelled_at = Cancellation(), []
        sandbox.open(b"").close()  # a process is there: to start one takes a moment of its own

        def cancel():
            cancelled_at.append(time.monotonic())
            cancellation.cancel()

        threading.Timer(0.1, cancel).start()
        with sandbox.open(script, cancellation=cancellation) as session:
            error = session.loaded.error
            assert (error.kind, error.message) == (ErrorKind.ENDED, "The run was cancelled.")
            return time.monotonic() - cancelled_at[0]

    once_within(0.2, seconds_to_its_end)


def test_a_run_cancelled_before_it_began_does_not_run(sandbox):
    cancellation = Cancellation()
    cancellation.cancel()
    with sandbox.open(b"x = 1", cancellation=cancellation) as session:
        assert session.loaded.error.kind is ErrorKind.ENDED


def test_a_cancellation_after_the_end_harms_no_later_run(sandbox):
    cancellation = Cancellation()
    sandbox.open(b"x = 1", cancellation=cancellation).close()
    with sandbox.open(b"function hook() return 1 end") as session:
        cancellation.cancel()
        assert session.call("hook", []).returned == (1,)


def test_the_clock_stops_while_the_caller_answers_sql(sandbox):
    def slow(sql):
        time.sleep(0.4)  # longer than the script has
        return QueryAnswer()

    with sandbox.open(b'VPOP3.PostgresQuery("SELECT 1")', query=slow, limits=Limits(wall_ms=300)) as session:
        assert session.loaded.error is None


def test_the_clock_runs_on_from_call_to_call(sandbox):
    """No call takes longer than a quarter of the time: all together they do."""
    script = b"function hook() local last = os.clock() + 0.1 while os.clock() < last do end return true end"
    with sandbox.open(script, limits=Limits(wall_ms=400, instructions=10**10, cpu_ms=10_000)) as session:
        calls = [session.call("hook") for _ in range(6)]
    answered = [call for call in calls if call.error is None]
    assert len(answered) <= 3
    assert calls[len(answered)].error.message == "The script was stopped: it was still running after 400 ms."
    assert {call.error.kind for call in calls[len(answered) + 1 :]} == {ErrorKind.ENDED}


def test_protections_are_named(sandbox):
    names = {protection.name for protection in sandbox.protections()}
    assert names == {"unprivileged user", "no new privileges", "Landlock", "resource limits", "seccomp"}


@pytest.mark.parametrize("left", ["while true do end", "print('of another run')", "VPOP3.PostgresQuery('SELECT 1')"])
def test_finalizers_of_a_script_reach_no_other_run(sandbox, left):
    leaving = f"local cycle = {{}} cycle.self = setmetatable({{cycle}}, {{__gc = function() {left} end}})"
    rows = QueryAnswer(columns=("a",), rows=(("1",),) * 500)
    asking = b"print('mine') function hook() return #VPOP3.PostgresQuery('SELECT 2') end"
    for _run in range(3):
        with sandbox.open(leaving.encode(), limits=Limits(wall_ms=10_000)) as session:
            assert session.loaded.error is None
        with sandbox.open(asking, query=lambda sql: rows, limits=Limits(wall_ms=10_000)) as session:
            call = session.call("hook", [])
            assert (call.error, call.returned, session.loaded.prints) == (None, (500,), ("mine",))
            assert [query.sql for query in call.queries] == ["SELECT 2"]


def test_a_hook_that_the_script_has_taken_away_has_no_opinion(sandbox):
    with sandbox.open(b"function hook() return 1 end function other() hook = nil end") as session:
        session.call("other", [])
        call = session.call("hook", [])
        assert (call.error, call.returned, call.line, call.lines) == (None, (), None, {})
        assert session.call("other", []).error is None


def test_text_that_a_script_loads_under_its_own_name_does_not_count_as_its_lines(sandbox):
    with sandbox.open(b"function hook() return load('\\n\\n\\nreturn 4', '@mxserverrules.lua')() end") as session:
        call = session.call("hook", [])
    assert (call.returned, set(call.lines)) == ((4,), {1})


def test_memory_that_runs_out_in_a_host_function_is_the_limit_and_has_its_line(sandbox):
    script = b"function hook()\n  local text = ('x'):rep(120 * 2^20)\n  return #VPOP3.HexString(text)\nend"
    with sandbox.open(script, limits=Limits(memory_bytes=MEMORY_CEILING)) as session:
        call = session.call("hook", [])
    assert (call.error.limit, call.error.line, call.lines) == ("memory", 3, {2: 1, 3: 1})


def test_random_numbers_are_the_same_in_every_run_whatever_another_has_made_of_them(sandbox):
    """Random numbers are C's own, and C outlives a script's state where its process is used again."""
    drawn = set()
    for seeding in (b"", b"math.randomseed(os.time())", b"", b"for i = 1, 99 do math.random() end", b""):
        with sandbox.open(seeding + b" function hook() return math.random(1e6), math.random(1e6) end") as session:
            drawn |= {session.call("hook", []).returned} if not seeding else set()
    assert len(drawn) == 1


def test_boolean_keys_differ_from_numbers(sandbox):
    with sandbox.open(b"function hook() return {[0] = 1, [1] = 2, [true] = 3, [false] = 4} end") as session:
        assert session.call("hook", []).returned == ({0: 1, 1: 2, "(true)": 3, "(false)": 4},)


FILLING = b"""local held, failed
local function fill() while true do held = {held} end end
local function check(fine, problem)
    if not fine then failed = true assert(type(problem) == "string") end
end
function hook()
    for kept = 6, 76 do -- with less, not even a call has room
        pcall(fill)
        for _ = 1, kept do held = held[1] end
        collectgarbage()
        check(pcall(VPOP3.PostgresQuery, "SELECT 1"))
        check(pcall(VPOP3.HexString, "0123456789"))
        check(pcall(print, kept))
        held = nil
    end
    return failed
end"""


def test_memory_that_runs_out_at_any_place_around_a_host_function_is_an_error_in_words(sandbox):
    answer = QueryAnswer(columns=("a", "b"), rows=(("1", "2"),) * 5)
    with sandbox.open(FILLING, limits=Limits(memory_bytes=400_000), query=lambda _sql: answer, trace=False) as session:
        call = session.call("hook", [])
    assert (call.error, call.returned) == (None, (True,))
    assert 10 < len(call.queries) < 71  # of the others not even the question had room
