"""The functions of `VPOP3`, by the examples of their Help page, and those missing on purpose."""

import json
import re
from pathlib import Path

import pytest

import rules
from rules.lua.functions import HOST_FUNCTIONS
from rules.lua.protocol.limits import Limits
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database

PAGE = (Path(rules.__file__).parent / "docs" / "host-functions.md").read_text(encoding="utf-8")
ENTRY = re.compile(
    r"^## VPOP3\.(?P<name>\w+)\n\n```lua\n(?P<signature>[^\n]*)\n```\n\n(?:Since VPOP3 (?P<since>\S+)\.|In every).*?"
    r"^```lua\n(?P<example>.*?)^```\n",
    re.MULTILINE | re.DOTALL,
)
ENTRIES = {entry["name"]: entry for entry in ENTRY.finditer(PAGE)}


def shown(value) -> str:
    return {None: "nil"}.get(value) or (json.dumps(value) if isinstance(value, str) else str(value))


def returned_by(session, *arguments):
    call = session.call("hook", list(arguments))
    assert call.error is None, call.error
    return call.returned


def test_the_page_has_one_entry_for_each_host_function():
    assert {(entry["signature"], entry["since"]) for entry in ENTRIES.values()} == {
        (function.signature, function.since) for function in HOST_FUNCTIONS.values()
    }


@pytest.mark.parametrize("name", HOST_FUNCTIONS)
def test_the_example_on_the_page_gives_what_is_written_beside_it(sandbox, name, demo_queue):
    example = ENTRIES[name]["example"]
    script = f"function hook()\n{example}end".encode()
    database = Vpop3Database(demo_queue)
    try:
        with Broker(database).session() as query, sandbox.open(script, query=query) as session:
            returned = returned_by(session)
    finally:
        database.close()
    assert ", ".join(shown(value) for value in returned) == re.search(r"-- (.*)\n$", example)[1]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('HexString("")', "|"), ("HexString({})", "|"), ("HexString(12)", "|3132"), ("HexString({1.5})", "nil"),
        ("HexString({-1})", "nil"), ("HexString()", "nil"), ("HexString(true)", "nil"), ("HexString(print)", "nil"),
        ('UnHexString("")', "|"), ('UnHexString("0G")', "nil"), ('UnHexString("0a 0b")', "nil"),
        ("UnHexString()", "nil"), ('UnHexString("fF00")', "|255,0"),
        ('HMAC("MD5", "a", "b")', "|"), ('HMAC("SHA1", nil, "b")', "|"),
        ("HMAC()", "|"), ("PostgresQuery()", "nil"), ("PostgresQuery({})", "nil"),
    ],
)  # fmt: skip
def test_their_results_for_unusual_arguments(sandbox, call, expected):
    script = f"""function hook()
        local value = VPOP3.{call}
        if type(value) == "table" then value = table.concat(value, ",") end
        return value and "|" .. value or tostring(value)
    end"""
    with sandbox.open(script.encode()) as session:
        assert returned_by(session) == (expected,)


@pytest.mark.parametrize(("algorithm", "size"), [("SHA1", 20), ("SHA256", 32)])
def test_hmac_is_that_of_the_rfc(sandbox, algorithm, size):
    """RFC 2202 and RFC 4231, case 2, by way of a table of bytes as the key."""
    script = b"""function hook(algorithm)
        local bytes = VPOP3.HMAC(algorithm, "what do ya want for nothing?", {74, 101, 102, 101})
        return #bytes, VPOP3.HexString(bytes)
    end"""
    with sandbox.open(script) as session:
        found, digits = returned_by(session, algorithm)
    digests = {20: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
               32: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}  # fmt: skip
    assert (found, digits) == (size, digests[size])


def test_a_function_of_a_later_version_says_since_when(sandbox):
    with sandbox.open(b"x = VPOP3.HMAC", functions=frozenset({"PostgresQuery"})) as session:
        assert session.loaded.error.message == (
            "VPOP3.HMAC does not exist in this version of VPOP3 (since 8.7). What exists: VPOP3.PostgresQuery."
        )


@pytest.mark.parametrize("use", ["VPOP3.SendMail('x')", "local f = VPOP3.SendMail", "VPOP3['SendMail']()"])
def test_an_unknown_function_names_itself_and_lists_what_exists(sandbox, use):
    with sandbox.open(f"\n{use}".encode()) as session:
        error = session.loaded.error
    assert (error.line, error.source_line) == (2, use)
    assert error.message.startswith("VPOP3.SendMail does not exist here")
    assert all(f"VPOP3.{name}" in error.message for name in HOST_FUNCTIONS)


@pytest.mark.parametrize(
    "name",
    ["io.open", "io.write", "io.popen", "os.execute", "os.exit", "os.remove", "os.rename", "os.tmpname", "os.setlocale",
     "require", "dofile", "loadfile", "package.loadlib", "package.path", "debug.sethook", "debug.getinfo",
     "debug.traceback", "string.dump"],
)  # fmt: skip
def test_a_refused_function_says_so_and_that_vpop3_may_allow_it(sandbox, name):
    with sandbox.open(f"function hook()\n  local x = {name}(1)\nend".encode()) as session:
        error = session.call("hook", []).error
    assert (error.line, error.source_line) == (2, f"  local x = {name}(1)")
    assert error.message.startswith(f"{name} is not available in mxadmin's dry run, on purpose")
    assert error.message.endswith("VPOP3 itself may allow it.")


@pytest.mark.parametrize(
    "expression",
    ['("x"):rep(3) == "xxx"', 'table.concat({1, 2}, "-") == "1-2"', "math.max(1, 2) == 2", "bit32.band(6, 3) == 2",
     'os.date("!%Y", 0) == "1970"', "os.time() > 1e9", "os.clock() >= 0", 'os.getenv("PATH") == nil',
     "pcall(error) == false", "select('#', 1, nil) == 2", "select(2, xpcall(error, function() return 7 end)) == 7",
     "coroutine.wrap(function() coroutine.yield(4) end)() == 4",
     "getmetatable(setmetatable({}, {__metatable = 5})) == 5",
     "load('return ...', 'x', 't')(3) == 3", "os.difftime(3, 1) == 2", "rawlen({1}) == 1", "_VERSION == 'Lua 5.2'",
     "_G._G == _G and _ENV == _G", "(function() do goto out end ::out:: return true end)()",
     "tostring(nil) == 'nil'", "next({}) == nil", "collectgarbage('count') > 0", "string.format('%q', 'a') == '\"a\"'"],
)  # fmt: skip
def test_the_functions_of_lua_5_2_work(sandbox, expression):
    with sandbox.open(f"function hook() return {expression} end".encode(), limits=Limits(wall_ms=3000)) as session:
        assert returned_by(session) == (True,)


def test_print_writes_any_values(sandbox):
    script = (
        b"print(1, nil, true, 'text', 1.5) print() print(setmetatable({}, {__tostring = function() return 'me' end}))"
    )
    with sandbox.open(script) as session:
        assert session.loaded.prints == ("1\tnil\ttrue\ttext\t1.5", "", "me")
