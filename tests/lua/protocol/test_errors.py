"""Errors a person can use: whatever a script raises has a sentence, a line, its text, and the chain of calls."""

import pytest

from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import QueryAnswer

RAISED = {
    "text": ("error('too many')", "too many"),
    "text without a position": ("error('too many', 0)", "too many"),
    "a number": ("error(42)", "42"),
    "nothing": ("error()", "The script called error() without a message."),
    "nil": ("error(nil)", "The script called error() without a message."),
    "a boolean": ("error(false)", "The script called error() with a boolean instead of text."),
    "a function": ("error(print)", "The script called error() with a function instead of text."),
    "an empty table": ("error({})", "The script called error() with the table {} instead of text."),
    "a table": (
        "error({code = 5})", "The script called error() with the table {code = 5} instead of text.",
    ),
    "a list": (
        "error({'a', {}, print})",
        'The script called error() with the table {[1] = "a", [2] = {…}, [3] = function} instead of text.',
    ),
    "a large table": (
        "local t = {} for i = 1, 99 do t[i] = i end error(t)",
        "The script called error() with the table {[1] = 1, [2] = 2, [3] = 3, [4] = 4, [5] = 5, …} instead of text.",
    ),
    "a table that knows its text": (
        "error(setmetatable({}, {__tostring = function() return 'no route' end}))", "no route",
    ),
    "a table whose text is none": (
        "error(setmetatable({}, {__tostring = function() return {} end}))",
        "The script called error() with the table {} instead of text.",
    ),
    "bytes that are not text": (r"error('caf\233 \255', 0)", "café ÿ"),
    "UTF-8": ("error('café', 0)", "café"),
    "a NUL": (r"error('a\0b', 0)", "a\0b"),
    "two lines": (r"error('one\ntwo', 0)", "one\ntwo"),
    "a failed assertion": ("assert(false)", "assertion failed!"),
    "an assertion with a message": ("assert(nil, 'no rows')", "no rows"),
    "another position than its own": (
        "error('mxserverrules.lua:999999999: far', 0)", "mxserverrules.lua:999999999: far",
    ),
    "an argument that does not fit": (
        "setmetatable(7, {})", "bad argument #1 to 'setmetatable' (table expected, got number)",
    ),
    "a metatable that is none": (
        "setmetatable({}, 7)", "bad argument #2 to 'setmetatable' (nil or table expected)",
    ),
    "a source that is none": ("local x = load({})", "bad argument #1 to 'load' (function expected, got table)"),
    "a coroutine without a function": (
        "local x = coroutine.wrap(7)", "bad argument #1 to 'wrap' (function expected, got number)",
    ),
    "a mistake": ("local rows = nil return rows[1].cnt", "attempt to index local 'rows' (a nil value)"),
}  # fmt: skip


@pytest.mark.parametrize(("raising", "message"), RAISED.values(), ids=RAISED)
def test_every_error_has_a_sentence_its_line_and_the_chain_of_calls(sandbox, raising, message):
    script = f"local function inner()\n  {raising}\nend\nfunction hook()\n  local x = inner()\nend"
    with sandbox.open(script.encode()) as session:
        error = session.call("hook", []).error
    assert (error.kind, error.message, error.line, error.source_line) == (
        ErrorKind.RUNTIME, message, 2, f"  {raising}",
    )  # fmt: skip
    assert [(frame.name, frame.line) for frame in error.traceback] == [("inner", 2), ("hook", 5)]


def test_an_error_that_names_its_caller_has_the_callers_line(sandbox):
    script = b"local function check()\n  error('no domain', 2)\nend\nfunction hook()\n  check()\nend"
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert (error.message, error.line, error.source_line) == ("no domain", 5, "  check()")


def test_methods_fields_and_functions_without_a_name_are_in_the_chain(sandbox):
    script = b"""local route = {}
function route:pick() return (function() error("here") end)() + 1 end
function hook()
    local found = route:pick()
    return found
end"""
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert [(frame.name, frame.line) for frame in error.traceback] == [
        ("function at line 2", 2), ("pick", 2), ("hook", 4),
    ]  # fmt: skip


def test_a_deep_chain_keeps_its_innermost_forty(sandbox):
    dive = b"local function dive(n) if n == 0 then error('deep') end return dive(n - 1) + 1 end\n"
    script = dive + b"function hook() dive(99) end"
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert [frame.name for frame in error.traceback] == ["dive"] * 40


def test_an_error_while_loading_is_in_the_main_chunk(sandbox):
    with sandbox.open(b"local limit = 5\nlimit.x = 1") as session:
        error = session.loaded.error
    assert (error.line, error.source_line, error.traceback[0].name) == (2, "limit.x = 1", "main chunk")


def test_an_error_out_of_a_coroutine_has_the_line_where_it_was_raised(sandbox):
    script = b"function hook()\n  local f = coroutine.wrap(function()\n    error('inside')\n  end)\n  f()\nend"
    with sandbox.open(script) as session:
        error = session.call("hook", []).error
    assert (error.message, error.line, error.source_line) == ("inside", 3, "    error('inside')")


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("print(odd)", "'tostring' must return a string to 'print'"),
        ("return VPOP3[odd]", "VPOP3[table] does not exist here, and VPOP3 does not promise it to this script."),
        ("return VPOP3[7]", "VPOP3[7] does not exist here, and VPOP3 does not promise it to this script."),
        ("return io[odd]", "io[table] is not available in mxadmin's dry run, on purpose"),
    ],
)
def test_errors_of_the_sandbox_name_the_scripts_line(sandbox, use, message):
    script = f"local odd = setmetatable({{}}, {{__tostring = function() return {{}} end}})\n{use}"
    with sandbox.open(script.encode()) as session:
        error = session.loaded.error
    assert (error.line, error.message[: len(message)]) == (2, message)


FINALIZERS = "for i = 1, 500 do setmetatable({}, {__gc = function() error('failed') end}) end"
FAILING = {
    "in the script's own time": "collectgarbage()",
    "while its answer is taken": "local t = {} for i = 1, 900 do t[i] = {} end return t",
    "while a host function answers": "for i = 1, 40 do pcall(VPOP3.PostgresQuery, 'SELECT 1') end collectgarbage()",
}


@pytest.mark.parametrize("body", FAILING.values(), ids=FAILING)
def test_a_finalizer_that_fails_is_the_scripts_error_and_no_other(sandbox, body):
    """Lua raises it wherever it happens to collect garbage."""
    rows = QueryAnswer(columns=("a",), rows=(("x" * 100,),) * 300)
    with sandbox.open(f"function hook() {FINALIZERS} {body} end".encode(), query=lambda sql: rows) as session:
        error = session.call("hook", []).error
    assert error.message == "error in __gc metamethod (mxserverrules.lua:1: failed)"


def test_text_that_needs_too_much_memory_to_load_names_that_limit(sandbox):
    with sandbox.open(b"x = {" + b"{}," * 300_000 + b"}", limits=Limits(memory_bytes=1024 * 1024)) as session:
        assert (session.loaded.error.kind, session.loaded.error.limit) == (ErrorKind.LIMIT, "memory")


def test_too_many_values_have_the_line_that_returned_them(sandbox):
    script = b"function hook()\n  local t = {}\n  for i = 1, 99 do t[i] = i end\n  return t\nend"
    with sandbox.open(script, limits=Limits(values=50)) as session:
        error = session.call("hook", []).error
    assert (error.limit, error.line, error.source_line) == ("size of the values returned", 4, "  return t")


@pytest.mark.parametrize("body", ["while true do end", "error('here')", "return 7"])
def test_names_of_any_length_are_cut_where_they_are_shown(sandbox, body):
    name = "n" * 5_000
    script = f"local function {name}() {body} end\nfunction hook()\n local {name} = {name}()\n return 8\nend"
    with sandbox.open(script.encode(), limits=Limits(instructions=10_000)) as session:
        call = session.call("hook", [])
    if body == "return 7":
        assert (call.returned, call.locals) == ((8,), {name[:200]: 7})
    else:
        assert (call.error.line, call.error.traceback[0].name) == (1, name[:200])


SYNTAX = {
    "an unfinished function": (b"x = 1\nfunction f(\n", 3, "<name> or '...' expected near <eof>"),
    "a missing end": (b"function f()\n  return 1\n", 3, "'end' expected (to close 'function' at line 1) near <eof>"),
    "what Lua 5.3 has": (b"x = 7 // 2", 1, "unexpected symbol near '/'"),
    "bytes that are not text": (b"ok = 1\n\xe9 = 2", 2, "unexpected symbol near char(233)"),
    "goto nowhere": (b"goto out", 1, "no visible label 'out' for <goto> at line 1"),
    "DOS lines": (b"x = 1\r\ny = = 2\r\n", 2, "unexpected symbol near '='"),
}


@pytest.mark.parametrize(("source", "line", "message"), SYNTAX.values(), ids=SYNTAX)
def test_a_script_that_does_not_load_has_a_line_and_luas_own_words(sandbox, source, line, message):
    with sandbox.open(source) as session:
        error = session.loaded.error
    assert (error.kind, error.line, error.message) == (ErrorKind.SYNTAX, line, message)
