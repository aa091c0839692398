"""Which DNS servers did not answer lately: they are asked last, so that their time is lost only once."""

import threading
import time
from collections.abc import Callable, Iterable

from rules.resolver.endpoint import Endpoint
from rules.resolver.server import Server

SECONDS = 60.0
"""How long it is remembered: then the server gets its first place back."""


class Silence:
    """Threads may share one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: dict[Endpoint, float] = {}

    def note(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._since[endpoint] = self._clock()

    def end(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._since.pop(endpoint, None)

    def last(self, servers: Iterable[Server]) -> list[Server]:
        """In their order, but the silent ones at the end."""
        with self._lock:
            silent = {each for each, since in self._since.items() if self._clock() - since < SECONDS}
        return sorted(servers, key=lambda server: server.endpoint in silent)
