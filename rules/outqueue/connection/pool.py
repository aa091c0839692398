"""A few sessions, kept open and shared by threads.

Not psycopg_pool: it connects in its own threads and answers a caller with nothing but a timeout, so a refused
connection would cost each page the whole wait and never say why, and a wrong password would be tried again
and again in the background.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.pq import TransactionStatus

from rules.outqueue.connection.session import Session
from rules.outqueue.connection.sockets import is_quiet
from rules.outqueue.connection.unavailable import Trouble, Unavailable

IDLE_SECONDS = 300.0
GRACE_SECONDS = 0.5
"""Longer than connecting may take: a caller that waits while connecting fails gets that error, and not that all are in
use."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A session on loan. `used`: it served before, so it may have died since without anybody noticing."""

    session: Session
    used: bool


class Pool:
    """A pool of at most `size` sessions, the last one used lent first. It waits up to `wait` seconds and a half for
    one.

    After a failure, callers get the same answer for `pause` seconds instead of trying in turn.
    """

    def __init__(self, connect: Callable[[float], Session], *, size: int, wait: float, pause: float) -> None:
        self._connect = connect
        self._size = size
        self._wait = wait
        self._pause = pause
        self._slots = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[tuple[Session, float]] = []
        self._failure: tuple[float, str, Trouble] | None = None

    @contextmanager
    def lease(self, *, fresh: bool = False) -> Iterator[Lease]:
        """Lend a session; `fresh`: one that was never used before. Raises Unavailable."""
        deadline = time.monotonic() + self._wait
        if not self._slots.acquire(timeout=self._wait + GRACE_SECONDS):
            raise Unavailable(
                f"All {self._size} connections to VPOP3's database are in use. Try again in a moment.",
                Trouble.BUSY,
            )
        try:
            lease = None if fresh else self._kept()
            lease = lease or Lease(self._open(deadline), used=False)
            try:
                yield lease
            finally:
                self._keep(lease.session)
        finally:
            self._slots.release()

    def close(self) -> None:
        """Close idle sessions; those on loan are closed or kept as they come back."""
        with self._lock:
            idle, self._idle = self._idle, []
        for session, _ in idle:
            session.close()

    def fail(self, error: Unavailable) -> None:
        """Give this answer instead of a session for `pause` seconds."""
        with self._lock:
            self._failure = (time.monotonic() + self._pause, str(error), error.trouble)
        self.close()

    def _kept(self) -> Lease | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                session, since = self._idle.pop()
            if time.monotonic() - since < IDLE_SECONDS and is_quiet(session):
                return Lease(session, used=True)
            session.close()

    def _keep(self, session: Session) -> None:
        if not session.closed and session.info.transaction_status == TransactionStatus.IDLE:
            with self._lock:
                self._idle.append((session, time.monotonic()))
        else:
            session.close()

    def _open(self, deadline: float) -> Session:
        self._repeat_failure()
        try:
            session = self._connect(max(0.1, deadline - time.monotonic()))
        except Unavailable as error:
            self.fail(error)
            raise
        with self._lock:
            self._failure = None
        return session

    def _repeat_failure(self) -> None:
        with self._lock:
            failure = self._failure
        if failure and time.monotonic() < failure[0]:
            raise Unavailable(failure[1], failure[2])
