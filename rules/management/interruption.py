"""Ctrl-C ends the work and not the command, which then says what there is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rules.lua.cancellation import Cancellation


@contextmanager
def interruptible(cancellation: Cancellation) -> Iterator[None]:
    """Let Ctrl-C cancel. A second one ends the command."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancellation.cancel()

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
