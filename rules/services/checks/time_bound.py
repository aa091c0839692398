"""A bound on the time of a check that runs the script."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rules.lua.cancellation import Cancellation


@contextmanager
def bounded(outer: Cancellation, seconds: float) -> Iterator[Cancellation]:
    """Yield a cancellation that follows the outer one, and comes by itself when it takes too long: an endless text is
    not at the end of its step when the time is up."""
    cancellation = Cancellation()
    detach = outer.attach(cancellation.cancel)
    timer = threading.Timer(seconds, cancellation.cancel)
    timer.start()
    try:
        yield cancellation
    finally:
        timer.cancel()
        detach()
