"""The newest attempts, asked once for all pages that follow them."""

import threading
import time
from dataclasses import dataclass, field, replace

from cachetools import LRUCache

from rules.outqueue.attempts.filters import LAST_HOUR, AttemptFilter, TimeRange
from rules.outqueue.attempts.reader import AttemptPage, SendAttempts
from rules.outqueue.connection.unavailable import Unavailable

KEPT_SECONDS = 2.0
REST = 4
"""The pause before the next question, as a multiple of the time the last took: a slow database gets less to do."""
MOST_FILTERS = 64


@dataclass(slots=True)
class _Known:
    """An answer, and until when it counts. cachetools has nothing like it: that time depends on how long the question
    took, and while one thread asks again, the others take the old answer instead of waiting."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    until: float = 0.0
    answer: AttemptPage | Unavailable | None = None


class LatestAttempts:
    """The latest attempts by filter, shared by all callers: at most one query per filter in two seconds.
    Thread-safe."""

    def __init__(self, attempts: SendAttempts) -> None:
        self._attempts = attempts
        self._lock = threading.Lock()
        self._known: LRUCache[str, _Known] = LRUCache(MOST_FILTERS)

    def page(self, wanted: AttemptFilter) -> AttemptPage:
        """Return the first page of the last hour at most, up to some seconds old. Raises Unavailable, and
        ValueError."""
        recent = replace(wanted, time=TimeRange(last=min(wanted.time.last or LAST_HOUR, LAST_HOUR)))
        known = self._of(recent.fingerprint)
        if known.lock.acquire(blocking=known.answer is None):  # While one asks, the others take what is known.
            try:
                self._refresh(known, recent)
            finally:
                known.lock.release()
        if isinstance(known.answer, AttemptPage):
            return known.answer
        assert known.answer is not None, "the lock is free only after an answer"
        raise Unavailable(str(known.answer), known.answer.trouble)

    def _of(self, fingerprint: str) -> _Known:
        with self._lock:
            known = self._known[fingerprint] = self._known.get(fingerprint) or _Known()
            return known

    def _refresh(self, known: _Known, wanted: AttemptFilter) -> None:
        began = time.monotonic()
        if known.answer is not None and began < known.until:
            return
        try:
            known.answer = self._attempts.page(wanted)
        except Unavailable as error:
            known.answer = error
        now = time.monotonic()
        known.until = now + max(KEPT_SECONDS, REST * (now - began))
