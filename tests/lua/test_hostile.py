"""Every script in tests/hostile, by both ways of isolation; its header says what must happen."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.lua.limits import Limits
from rules.lua.query import QueryAnswer
from rules.lua.sandbox import Sandbox

SCRIPTS = sorted((Path(__file__).parents[1] / "hostile").glob("*.lua"))
LIMITS = Limits(
    wall_ms=2_000,
    instructions=10_000_000,
    memory_bytes=16 * 1024 * 1024,
    print_bytes=65_536,
    queries=20,
    query_bytes=65_536,
)

IMPATIENT = replace(LIMITS, wall_ms=400)
FEW_STEPS = replace(LIMITS, instructions=60_000)


def limits_for(expected: str) -> Limits:
    """Small where the script is meant to run into them, so that the whole stays short."""
    if expected.startswith("limit: instructions"):
        return FEW_STEPS
    if expected.startswith("limit: size"):
        return replace(LIMITS, memory_bytes=64 * 1024 * 1024)
    return IMPATIENT if "limit: time" in expected else LIMITS


def outcome(session) -> str:
    """What happened, in the words of the header's `Expect`."""
    error = session.loaded.error
    returned = ()
    if not error:
        call = session.call("attack", [])
        error, returned = call.error, call.returned
    if error is None:
        return "returned: " + ", ".join(lua_text(value) for value in returned)
    return f"limit: {error.limit}" if error.limit else f"{error.kind}: {error.message}"


def lua_text(value) -> str:
    words = {None: "nil", True: "true", False: "false"}
    if isinstance(value, str):
        return f'"{value}"'
    return words[value] if value is None or isinstance(value, bool) else str(value)


def meets(outcome: str, expected: str) -> bool:
    if expected == "fine":
        return outcome.startswith("returned: ")
    if expected.startswith("runtime: "):
        return outcome.startswith("runtime: ") and expected.removeprefix("runtime: ") in outcome
    return outcome == expected


def test_there_are_at_least_sixty_of_them():
    assert len(SCRIPTS) >= 60


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_hostile_script_ends_as_its_header_says_and_the_next_run_is_right(sandbox: Sandbox, script: Path):
    text = script.read_text()
    (expected,) = (line.removeprefix("-- Expect: ") for line in text.splitlines() if line.startswith("-- Expect: "))

    with sandbox.open(text.encode(), limits=limits_for(expected), query=lambda sql: QueryAnswer()) as session:
        happened = outcome(session)

    assert any(meets(happened, one.strip()) for one in expected.split(" | ")), happened[:500]
    with sandbox.open(b"function hook(name) return name, string.format('%d', 7) end") as session:
        assert session.call("hook", ["next"]).returned == ("next", "7")
