"""DNS servers that did not answer lately: they are asked last, so that their time is lost only once."""

import threading
import time
from collections.abc import Callable, Iterable

from cachetools import TTLCache

from rules.resolver.endpoint import Endpoint
from rules.resolver.server import Server

SECONDS = 60.0
"""Seconds for which this is remembered: then the server gets its first place back."""
MOST = 1_000


class Silence:
    """A memory of silent servers. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._silent: TTLCache[Endpoint, bool] = TTLCache(MOST, SECONDS, timer=clock)

    def note(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._silent[endpoint] = True

    def end(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._silent.pop(endpoint, None)

    def last(self, servers: Iterable[Server]) -> list[Server]:
        """Return the servers in their order, but the silent ones at the end."""
        with self._lock:
            silent = set(self._silent)
        return sorted(servers, key=lambda server: server.endpoint in silent)
