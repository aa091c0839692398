"""The threads in which pages are made."""

import queue
import threading
from collections import deque
from collections.abc import Callable

Job = Callable[[], None]


class Threads:
    """A pool of at most `most` threads, started when they are needed. Jobs beyond that wait in order.

    The thread that became idle last works next, so few of them keep a database connection. None delays the end of
    the process.
    """

    def __init__(self, most: int, *, idle_seconds: float = 30.0) -> None:
        self._most = most
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._count = 0
        self._idle: list[queue.SimpleQueue[Job]] = []
        self._waiting: deque[Job] = deque()

    def submit(self, job: Job) -> None:
        with self._lock:
            if self._idle:
                self._idle.pop().put(job)
            elif self._count < self._most:
                self._count += 1
                threading.Thread(target=self._work, args=(job,), name="page", daemon=True).start()
            else:
                self._waiting.append(job)

    def _work(self, job: Job | None) -> None:
        inbox: queue.SimpleQueue[Job] = queue.SimpleQueue()
        while job:
            job()
            job = self._next(inbox)

    def _next(self, inbox: "queue.SimpleQueue[Job]") -> Job | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._idle.append(inbox)
        try:
            return inbox.get(timeout=self._idle_seconds)
        except queue.Empty:
            return self._last_job(inbox)

    def _last_job(self, inbox: "queue.SimpleQueue[Job]") -> Job | None:
        """Take a job that came at the last moment."""
        with self._lock:
            if inbox not in self._idle:
                return inbox.get()
            self._idle.remove(inbox)
            self._count -= 1
            return None
