"""Waiting for an event. Tests sleep nowhere else, unless time itself is what they test."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

OFTEN = 0.01
"""Seconds between two looks."""


def wait_until(condition: Callable[[], T], seconds: float = 30.0, *, otherwise: str = "it did not happen") -> T:
    """Return the first answer that is true. The bound only ends a test that would never end."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{otherwise} within {seconds} s"
        time.sleep(OFTEN)
    return found


def once_within(seconds: float, attempt: Callable[[], float], tries: int = 5) -> None:
    """Make an attempt, which returns how long it took, until one is quick enough: a busy machine holds up any of them,
    but not all."""
    took: list[float] = []
    while not took or took[-1] >= seconds:
        assert len(took) < tries, f"{took} s instead of {seconds} s"
        took.append(attempt())


def settles_at(expected: object, measure: Callable[[], object], seconds: float = 30.0) -> bool:
    """Wait until `measure` gives what is expected, and show what it gave where it never does."""
    found: list[object] = []

    def is_there() -> bool:
        found[:] = [measure()]
        return found == [expected]

    try:
        return wait_until(is_there, seconds)
    except AssertionError:
        raise AssertionError(f"{found[0]} instead of {expected} after {seconds} s") from None
