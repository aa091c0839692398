"""The demo's scripts guarded on its seven days: a text that lets go, and one that shuts every server that fails."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from mxadmin.demo import seed
from rules.guard.guard import guard
from rules.guard.settings import GuardSettings
from rules.lua.cancellation import Cancellation
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.wiring import connections, histories
from tests.guard.rule_texts import LATEST

pytestmark = [pytest.mark.benchmark(group="guard")]
GRACE = 5.0
"""The seconds that a guard may take beyond its own: the last questions are answered to their end."""


def guarded(source: bytes):
    until = datetime.now(UTC)
    since = until - timedelta(days=7)
    live = Text(source=seed.source(2), name="live")
    request = ReplayRequest(
        text=Text(source=source),
        against=live,
        since=since,
        until=until,
        live=(LiveTime(text=live, since=until - timedelta(days=3)),),
    )
    cancellation = Cancellation()
    with histories.opened(request, cancellation) as world:
        return guard(request, GuardSettings(), world.surroundings(connections.mass_sandbox(), cancellation))


@pytest.mark.parametrize(("name", "source"), [("lets go", seed.source(3)), ("never lets go", LATEST)])
def test_a_guard_ends_in_its_time(name, source, demo_queue, settings, benchmark):
    settings.VPOP3_DATABASE_URL = demo_queue
    began = time.perf_counter()
    result = benchmark.pedantic(guarded, args=(source,), rounds=1)
    seconds = time.perf_counter() - began
    simulated = result.simulated
    print(
        f"\n{name}: {seconds:.1f} s for {result.attempts:,} attempts at {result.servers} servers, {result.holes} black "
        f"holes; {simulated.servers} of {simulated.chosen} servers played through"
    )
    assert seconds < result.settings.seconds + GRACE
    assert (result.holes > 0) == (name == "never lets go")
