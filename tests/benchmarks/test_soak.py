"""10,000 mixed runs, a third of them hostile: as many processes, descriptors, threads and connections as before."""

from collections.abc import Callable
from contextlib import closing

import pytest

from rules.lua.sandbox import Isolation, Sandbox
from tests.hostile_scripts import HOSTILE
from tests.soak import Soak, resident_bytes

RUNS = 10_000


@pytest.mark.benchmark(group="soak")
@pytest.mark.parametrize("isolation", list(Isolation))
def test_ten_thousand_runs_leave_nothing_behind(
    benchmark: Callable[..., object], isolation: Isolation, demo_queue: str
) -> None:
    with Sandbox(isolation=isolation) as sandbox, closing(Soak(sandbox, demo_queue)) as soak:
        soak.run(3 * len(HOSTILE))  # each of them once
        begin, memory = soak.footprint(), resident_bytes()
        benchmark.pedantic(soak.run, args=(RUNS,), rounds=1)
        assert soak.returns_to(begin)
        growth = resident_bytes() / memory
    print(f"\n{RUNS:,} runs by {isolation}: {begin}; memory of the parent {growth:.3f} times what it was")
    assert growth < 1.1
