"""The way to end a run from outside, also before there is a session: while its script is still loading."""

import threading
from collections.abc import Callable


class Cancellation:
    """Made by whoever starts a run, and handed to each of its sessions. Thread-safe; once cancelled, always."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._endings: list[Callable[[], None]] = []
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Kills the processes of all sessions that hold this, and of those that will."""
        with self._lock:
            self._cancelled = True
            for end in self._endings:
                end()

    def attach(self, end: Callable[[], None]) -> Callable[[], None]:
        """Has `end` called by `cancel`, or now if that has been; what is returned undoes it."""
        with self._lock:
            self._endings.append(end)
            if self._cancelled:
                end()

        def detach() -> None:
            with self._lock:
                self._endings.remove(end)

        return detach
