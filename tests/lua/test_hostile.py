"""Every script in tests/hostile, by both ways of isolation; its header says what must happen."""

import pytest

from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Sandbox
from tests.hostile_scripts import HOSTILE, ROOMY, Hostile, shown


def test_there_are_at_least_sixty_of_them():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("script", HOSTILE, ids=lambda script: script.name)
def test_a_hostile_script_ends_as_its_header_says_and_the_next_run_is_right(sandbox: Sandbox, script: Hostile):
    with sandbox.open(script.source, limits=script.limits, query=lambda sql: QueryAnswer()) as session:
        error, returned = session.loaded.error, ()
        if not error:
            call = session.call("attack", [])
            error, returned = call.error, call.returned

    assert script.happened(error, returned), str(error or shown(returned))[:500]
    with sandbox.open(b"function hook(name) return name, string.format('%d', 7) end", limits=ROOMY) as session:
        assert session.call("hook", ["next"]).returned == ("next", "7")
