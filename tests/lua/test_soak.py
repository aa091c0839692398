"""Leaks, looked for in a few hundred runs. All 10,000: tests/benchmarks/test_soak.py."""

import os
from contextlib import closing

import pytest

from rules.lua.sandbox import Isolation, Sandbox
from tests.soak import Soak, children, resident_bytes
from tests.waiting import settles_at


@pytest.mark.parametrize("isolation", list(Isolation))
def test_mixed_runs_a_third_of_them_hostile_leave_nothing_behind(isolation, demo_queue):
    before = len(children(os.getpid()))
    with Sandbox(isolation=isolation) as sandbox, closing(Soak(sandbox, demo_queue)) as soak:
        soak.run(45)
        begin, memory = soak.footprint(), resident_bytes()
        soak.run(90)
        assert soak.returns_to(begin)
        assert resident_bytes() < memory * 1.1
    assert settles_at(before, lambda: len(children(os.getpid())))
