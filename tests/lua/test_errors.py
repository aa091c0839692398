"""Errors a person can use: whatever a script raises has a sentence, a line, its text, and the chain of calls."""

import pytest

from rules.lua.errors import ErrorKind

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
    "a mistake": ("local rows = nil return rows[1].cnt", "attempt to index local 'rows' (a nil value)"),
}  # fmt: skip


@pytest.mark.parametrize(("raising", "message"), RAISED.values(), ids=RAISED)
def test_whatever_is_raised_has_a_sentence_its_line_and_the_chain_of_calls(sandbox, raising, message):
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
def test_what_the_sandbox_raises_is_the_scripts_line_and_not_its_own(sandbox, use, message):
    script = f"local odd = setmetatable({{}}, {{__tostring = function() return {{}} end}})\n{use}"
    with sandbox.open(script.encode()) as session:
        error = session.loaded.error
    assert (error.line, error.message[: len(message)]) == (2, message)


SYNTAX = {
    "an unfinished function": (b"x = 1\nfunction f(\n", 3, "<name> or '...' expected near <eof>"),
    "a missing end": (b"function f()\n  return 1\n", 3, "'end' expected (to close 'function' at line 1) near <eof>"),
    "what Lua 5.3 has": (b"x = 7 // 2", 1, "unexpected symbol near '/'"),
    "bytes that are not text": (b"ok = 1\n\xe9 = 2", 2, "unexpected symbol near char(233)"),
    "goto nowhere": (b"goto out", 1, "no visible label 'out' for <goto> at line 1"),
    "DOS lines": (b"x = 1\r\ny = = 2\r\n", 2, "unexpected symbol near '='"),
}


@pytest.mark.parametrize(("source", "line", "message"), SYNTAX.values(), ids=SYNTAX)
def test_what_does_not_load_has_its_line_and_lua_s_own_words(sandbox, source, line, message):
    with sandbox.open(source) as session:
        error = session.loaded.error
    assert (error.kind, error.line, error.message) == (ErrorKind.SYNTAX, line, message)
