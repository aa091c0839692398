"""Batches: one process, a new state for each run, the next ones on their way; by both ways of isolation."""

import os
import signal
from contextlib import suppress
from itertools import count, islice

import pytest

from rules.lua.cancellation import Cancellation
from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.limits import SCRIPT_MAX_BYTES, Limits
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox
from tests.hostile_scripts import HOSTILE
from tests.soak import children
from tests.waiting import settles_at

COUNTING = b"""calls = 0
function hook(name) calls = calls + 1 print(name) return name, calls end"""
ASKING = b"""function hook(number)
    local rows = VPOP3.PostgresQuery("SELECT " .. number)
    return tonumber(rows[1].number)
end"""


def hooks(numbers):
    return (("hook", [number]) for number in numbers)


def echo(sql: str) -> QueryAnswer:
    return QueryAnswer(columns=("number",), rows=((sql.removeprefix("SELECT "),),))


def test_each_run_has_a_state_of_its_own_and_they_come_in_order(sandbox):
    names = [f"mx{number}.example" for number in range(300)]
    calls = list(sandbox.runs(COUNTING, hooks(names)))
    assert [(call.returned, call.prints, call.error) for call in calls] == [
        ((name, 1), (name,), None) for name in names
    ]


def test_all_runs_share_a_process(sandbox):
    before = set(children(os.getpid()))
    seen = set()
    for _call in sandbox.runs(COUNTING, hooks(map(str, range(100)))):
        seen |= set(children(os.getpid())) - before
    assert len(seen) <= 3  # the one, and what the zygote forks ahead


def test_queries_are_answered_while_the_next_runs_are_already_there(sandbox):
    calls = list(sandbox.runs(ASKING, hooks(range(100)), query=echo))
    assert [call.returned for call in calls] == [(number,) for number in range(100)]
    assert [[query.sql for query in call.queries] for call in calls] == [[f"SELECT {number}"] for number in range(100)]


def test_each_run_has_its_own_error(sandbox):
    script = b"function hook(n)\n  if n % 3 == 0 then error('no ' .. n) end\n  return n\nend"
    calls = list(sandbox.runs(script, hooks(range(30))))
    assert [call.returned for call in calls] == [(n,) if n % 3 else () for n in range(30)]
    error = calls[27].error
    assert (error.kind, error.line, error.message) == (ErrorKind.RUNTIME, 2, "no 27")
    assert error.source_line == "  if n % 3 == 0 then error('no ' .. n) end"


def test_a_limit_ends_only_the_run_that_reached_it(sandbox):
    script = b"function hook(n)\n  while n == 5 or n == 6 do end\n  return n\nend"
    calls = list(sandbox.runs(script, hooks(range(40)), limits=Limits(instructions=100_000)))
    struck = [n for n, call in enumerate(calls) if call.error]
    assert struck == [5, 6]
    assert (calls[5].error.limit, calls[5].error.line) == ("instructions", 2)
    assert [call.returned for call in calls[7:]] == [(n,) for n in range(7, 40)]


def test_a_process_that_dies_silently_costs_only_its_own_run(sandbox):
    script = b"function hook(n)\n  while n == 5 do end\n  return n\nend"
    calls = list(sandbox.runs(script, hooks(range(300)), limits=Limits(cpu_ms=100)))
    assert [n for n, call in enumerate(calls) if call.error] == [5]
    assert calls[5].error.limit == "processor time"
    assert [call.returned for call in calls] == [(n,) if n != 5 else () for n in range(300)]


def test_a_run_that_asked_sql_is_not_taken_for_the_next_one_that_dies(sandbox):
    script = b"""function hook(n)
      if n == 3 then print(#VPOP3.PostgresQuery("SELECT 1")) end
      while n == 4 do end
      return n
    end"""
    calls = list(sandbox.runs(script, hooks(range(9)), query=echo, limits=Limits(cpu_ms=100)))
    assert [call.returned for call in calls] == [(n,) if n != 4 else () for n in range(9)]
    assert [(n, call.prints, len(call.queries)) for n, call in enumerate(calls) if call.queries] == [(3, ("1",), 1)]
    assert calls[4].error.limit == "processor time"


def test_a_session_after_a_series_runs_its_own_script(sandbox):
    script, other = b"function hook() return 'own' end", b"function hook() return 'other' end"
    for _ in range(2):
        with sandbox.open(script, trace=False) as session:
            assert session.call("hook").returned == ("own",)
        assert [call.returned for call in sandbox.runs(other, [("hook", [])])] == [("other",)]


def test_a_run_that_hangs_says_where_and_the_others_are_reported_as_well(sandbox):
    script = (
        b"function hook(n)\n  return n == 3 and string.find(('a'):rep(1000) .. '!', ('.-'):rep(20) .. 'b') or n\nend"
    )
    calls = list(sandbox.runs(script, hooks(range(9)), limits=Limits(wall_ms=300)))
    assert [call.returned for call in calls] == [(n,) if n != 3 else () for n in range(9)]
    assert (calls[3].error.limit, calls[3].error.line) == ("time", 2)


def test_code_that_runs_when_a_state_is_closed_ends_only_its_process(sandbox):
    script = b"function hook(n) if n % 10 == 0 then kept = setmetatable({}, {__gc = function() end}) end return n end"
    assert [call.returned for call in sandbox.runs(script, hooks(range(35)))] == [(n,) for n in range(35)]


def test_a_process_that_is_killed_costs_the_run_that_it_was_in(sandbox):
    before = set(children(os.getpid()))

    def kill(sql: str) -> QueryAnswer:
        if sql == "SELECT 7":
            for pid in set(children(os.getpid())) - before:
                with suppress(ProcessLookupError):  # it has just ended by itself
                    os.kill(pid, signal.SIGKILL)
        return echo(sql)

    with Sandbox(isolation=sandbox.isolation) as own:
        calls = list(own.runs(ASKING, hooks(range(40)), query=kill))
    assert [n for n, call in enumerate(calls) if call.error] == [7]
    assert calls[7].error.kind is ErrorKind.CRASHED
    assert calls[39].returned == (39,)


def test_text_that_does_not_load_says_so_for_each_run(sandbox):
    calls = list(sandbox.runs(b"x = 1\nfunction (", hooks("ab")))
    assert [(call.error.kind, call.error.line) for call in calls] == [(ErrorKind.SYNTAX, 2)] * 2


def test_text_that_is_refused_says_so_for_each_run(sandbox):
    calls = list(sandbox.runs(b" " * (SCRIPT_MAX_BYTES + 1), hooks("ab")))
    assert ["SCRIPT_MAX_BYTES" in call.error.message for call in calls] == [True, True]


def test_a_function_that_is_not_there_answers_nothing(sandbox):
    assert [(call.returned, call.error) for call in sandbox.runs(b"", hooks("a"))] == [((), None)]


def test_no_questions_give_no_answers(sandbox):
    assert list(sandbox.runs(COUNTING, [])) == []


def test_long_scripts_and_arguments_cross_one_at_a_time(sandbox):
    script = b"function hook(text) return #text, text end -- " + b"x" * 900_000
    texts = ["y" * 300_000, "z", "y" * 300_000]
    assert [call.returned for call in sandbox.runs(script, hooks(texts))] == [(len(text), text) for text in texts]


def test_it_is_asked_no_further_than_a_little_ahead(sandbox):
    asked = count()
    runs = sandbox.runs(COUNTING, hooks(str(number) for number in asked))
    assert len(list(islice(runs, 200))) == 200
    runs.close()
    assert next(asked) < 400


def test_a_caller_that_stops_reading_leaves_nothing_behind():
    before = set(children(os.getpid()))
    with Sandbox(isolation=Isolation.POOL, most_sessions=1) as sandbox:
        for _turn in range(3):  # the one turn is given back
            runs = sandbox.runs(COUNTING, hooks(map(str, count())))
            assert next(runs).returned == ("0", 1)
            runs.close()
        settles_at(set(), lambda: set(children(os.getpid())) - before)


def test_cancelling_ends_the_run_that_is_under_way_and_all_after_it(sandbox):
    cancellation = Cancellation()

    def cancel(sql: str) -> QueryAnswer:
        if sql == "SELECT 12":
            cancellation.cancel()
        return echo(sql)

    calls = list(sandbox.runs(ASKING, hooks(range(40)), query=cancel, cancellation=cancellation))
    assert [call.error for call in calls[:12]] == [None] * 12
    assert [call.error.message for call in calls[12:]] == ["The run was cancelled."]


def test_an_error_of_the_query_function_comes_out_and_frees_the_turn():
    def fail(sql: str) -> QueryAnswer:
        raise RuntimeError(sql)

    with Sandbox(isolation=Isolation.POOL, most_sessions=1) as sandbox:
        for _turn in range(2):
            with pytest.raises(RuntimeError, match="SELECT 0"):
                list(sandbox.runs(ASKING, hooks(range(40)), query=fail))


def test_hostile_runs_do_not_disturb_the_ordinary_ones_beside_them(sandbox):
    """Run half of the scripts by each way of isolation: test_hostile.py runs each by both."""
    short = [script for script in HOSTILE if "time" not in script.expected]
    for script in short[list(Isolation).index(sandbox.isolation) :: len(Isolation)]:
        asks = [("attack", []), ("tostring", ["next"])] * 2
        calls = list(sandbox.runs(script.source, asks, limits=script.limits, query=lambda sql: QueryAnswer()))
        assert len(calls) == 4
        for call in calls[::2]:
            assert script.happened(call.error, call.returned), f"{script.name}: {call.error or call.returned}"
