"""Sessions, errors, traces and protections, by both ways of isolation."""

import os
import signal
import threading
import time

import pytest

from rules.lua.errors import ErrorKind
from rules.lua.functions import HOST_FUNCTIONS
from rules.lua.limits import SCRIPT_MAX_BYTES, Limits
from rules.lua.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox


def test_a_call_reports_values_line_counts_and_locals(sandbox):
    script = b"function hook(n)\n  local double = n * 2\n  return double, {1}\nend"
    with sandbox.open(script) as session:
        call = session.call("hook", [21])
    assert (call.returned, call.line, call.lines) == ((42, {1: 1}), 3, {2: 1, 3: 1})
    assert call.locals == {"n": 21, "double": 42}


def test_without_trace_only_the_answer_comes(sandbox):
    with sandbox.open(b"function hook() return 1 end", trace=False) as session:
        call = session.call("hook", [])
    assert (call.returned, call.line, call.lines, call.locals) == ((1,), None, {}, {})


def test_a_runtime_error_has_line_text_and_chain(sandbox):
    script = b"local function inner(a)\n  return a.x.y\nend\nfunction hook()\n  local z = inner({})\nend"
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert (error.kind, error.line, error.source_line) == (ErrorKind.RUNTIME, 2, "  return a.x.y")
    assert [(frame.name, frame.line) for frame in error.traceback] == [("inner", 2), ("hook", 5)]


@pytest.mark.parametrize("source", [b"function (", b"x = 'a\0b'\nx = = 1", b"\xe9 = 1", b"# comment\nx = 1"])
def test_what_lua_cannot_load_is_a_syntax_error_with_its_line(sandbox, source):
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


@pytest.mark.parametrize("function", HOST_FUNCTIONS.values(), ids=lambda function: function.name)
def test_each_host_functions_example_gives_its_result(sandbox, function):
    script = f"function hook() {function.example} end".encode()
    row = QueryAnswer(columns=("answer", "nothing"), rows=(("42", None),))
    with sandbox.open(script, query=lambda sql: row) as session:
        returned = session.call("hook", []).returned
    texts = ["nil" if value is None else f'"{value}"' if isinstance(value, str) else str(value) for value in returned]
    assert ", ".join(texts) == function.result


def test_a_function_of_a_later_version_says_since_when(sandbox):
    with sandbox.open(b"x = VPOP3.HMAC", functions=frozenset({"PostgresQuery"})) as session:
        assert "VPOP3.HMAC does not exist in this version of VPOP3 (since 8.7)" in session.loaded.error.message


def test_after_a_limit_the_session_is_over_and_says_why(sandbox):
    with sandbox.open(
        b'function hook()\n return (("a"):rep(5000)):find(".-.-.-b") end', limits=Limits(wall_ms=200)
    ) as s:
        error = s.call("hook", []).error
        assert (error.kind, error.limit, error.line) == (ErrorKind.LIMIT, "time", 2)
        assert s.call("hook", []).error.kind is ErrorKind.ENDED


def test_cancel_from_another_thread_ends_a_call(sandbox):
    with sandbox.open(b"function hook() while true do end end") as session:
        threading.Timer(0.1, session.cancel).start()
        started = time.monotonic()
        assert session.call("hook", []).error.kind is ErrorKind.ENDED
        assert time.monotonic() - started < 2


def test_the_clock_stops_while_the_caller_answers_sql(sandbox):
    def slow(sql):
        time.sleep(0.4)
        return QueryAnswer()

    with sandbox.open(b'VPOP3.PostgresQuery("SELECT 1")', query=slow, limits=Limits(wall_ms=300)) as session:
        assert session.loaded.error is None


def test_protections_are_named(sandbox):
    names = {protection.name for protection in sandbox.protections()}
    assert names == {"unprivileged user", "no new privileges", "Landlock", "resource limits", "seccomp"}


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGSTOP])
def test_a_zygote_that_is_killed_or_stopped_is_replaced(signum):
    with Sandbox(isolation=Isolation.FORK) as sandbox:
        sandbox.open(b"").close()
        os.kill(sandbox._source._popen.pid, signum)
        for _run in range(4):
            with sandbox.open(b"function hook() return 1 end") as session:
                assert session.call("hook", []).returned == (1,)


def test_mixed_runs_leave_nothing_behind(sandbox):
    scripts = (
        b"function hook() return 1 end",
        b"function hook() error() end",
        b"function hook() while true do end end",
    )
    for script in scripts:
        with sandbox.open(script, limits=Limits(instructions=5_000)) as session:
            session.call("hook", [])
    before = (len(os.listdir("/proc/self/fd")), threading.active_count())
    for run in range(150):
        with sandbox.open(scripts[run % 3], limits=Limits(instructions=5_000)) as session:
            session.call("hook", [])
    after = (len(os.listdir("/proc/self/fd")), threading.active_count())
    assert after[1] == before[1]
    assert abs(after[0] - before[0]) <= 12  # processes forked ahead, or resting in the pool
