"""The start of a demo that was started before."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo import running

SECONDS = 3
ROUNDS = 5


@pytest.mark.benchmark(group="start")
def test_the_second_start_of_the_demo_is_ready_in_three_seconds(
    benchmark: Callable[..., object], tmp_path: Path
) -> None:
    def start() -> None:
        demo = running.start(tmp_path / "demo")
        seconds.append(demo.seconds)
        demo.end(signal.SIGTERM)

    seconds: list[float] = []
    start()
    benchmark.pedantic(start, rounds=ROUNDS)
    assert sorted(seconds[1:])[ROUNDS // 2] < SECONDS
