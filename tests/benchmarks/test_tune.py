"""The vendor's example tuned on a million attempts, on Debian's PostgreSQL: 225 points, and a length of time in SQL.

The baseline is one replay of the same text over the same attempts in the same run.
"""

import time

import pytest

from rules.lua.cancellation import Cancellation
from rules.tuning.literals import literals_of
from rules.tuning.request import TuneRequest
from rules.tuning.tune import tune
from rules.tuning.variation import read_variations
from rules.wiring import connections, histories
from tests.benchmarks.test_replay import ROWS, VENDOR, million_url, request_of, run  # noqa: F401 - fixtures

pytestmark = [pytest.mark.benchmark(group="tune")]

MOST_SECONDS, MOST_RATIO, MOST_FOR_EACH_VALUE = 60.0, 2.0, 1.5
LIMIT, HOLD, WINDOW = "7=0..14", "8=1..15", "5=5,15,30"


@pytest.fixture(scope="module")
def replayed():
    """The seconds of one replay, measured once."""
    return {}


def tuned(wanted, *vary):
    literals = literals_of(VENDOR)
    request = TuneRequest(replay=wanted, variations=read_variations(vary, literals))
    cancellation, started = Cancellation(), time.perf_counter()
    with histories.opened(wanted, cancellation) as world:
        *_, last = tune(request, world.history, world.past, connections.mass_sandbox(), cancellation)
    return last.result, time.perf_counter() - started


def baseline(request_of, replayed) -> float:  # noqa: F811
    if "seconds" not in replayed:
        _, replayed["seconds"], _, _ = run(request_of(VENDOR))
    return replayed["seconds"]


def test_225_points(request_of, replayed, benchmark):  # noqa: F811
    alone = baseline(request_of, replayed)
    result, seconds = benchmark.pedantic(tuned, args=(request_of(VENDOR), LIMIT, HOLD), rounds=1)
    told = f"{len(result.points)} points of {result.attempts:,} attempts"
    print(f"\n{told}: {seconds:.1f} s, {seconds / alone:.2f} times a replay ({alone:.1f} s)")
    assert (len(result.points), result.attempts) == (225, ROWS)
    assert seconds / alone <= MOST_RATIO
    assert seconds <= MOST_SECONDS


def test_a_length_of_time_in_sql_costs_a_query_for_each_value(request_of, replayed, benchmark):  # noqa: F811
    alone = baseline(request_of, replayed)
    result, seconds = benchmark.pedantic(tuned, args=(request_of(VENDOR), WINDOW), rounds=1)
    print(f"\n{len(result.points)} lengths of {result.attempts:,} attempts: {seconds:.1f} s, "
          f"{seconds / alone / len(result.points):.2f} times a replay for each")  # fmt: skip
    assert seconds / alone <= MOST_FOR_EACH_VALUE * len(result.points)
