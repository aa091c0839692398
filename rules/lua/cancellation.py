"""Cancelling a run from outside, even before it has a session."""

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """The error of work that was cancelled before it was finished."""


class Cancellation:
    """A switch that ends all sessions it was given to. Thread-safe; it cannot be reset."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._endings: list[Callable[[], None]] = []
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def check(self) -> None:
        """Raise Cancelled if this has been cancelled."""
        if self._cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Kill the processes of all sessions that hold this, now and later."""
        with self._lock:
            self._cancelled = True
            for end in self._endings:
                end()

    def attach(self, end: Callable[[], None]) -> Callable[[], None]:
        """Register `end` to be called by `cancel`, or call it now if that has happened. Return a function that
        undoes this."""
        with self._lock:
            self._endings.append(end)
            if self._cancelled:
                end()

        def detach() -> None:
            with self._lock:
                self._endings.remove(end)

        return detach
