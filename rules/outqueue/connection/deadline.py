"""A query's last resort: when even the server's own time-out does not come back, hang up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from rules.outqueue.connection.session import Session
from rules.outqueue.connection.sockets import hang_up

LOOKS_EVERY = 0.1


class Watchdog:
    """A watchdog for all queries, in one thread: to start one for each would cost more than most queries.

    It hangs up at most `LOOKS_EVERY` seconds late.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[int, tuple[float, Session]] = {}
        self._busy = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, session: Session, deadline: float) -> int:
        """`deadline` by time.monotonic(). What it gives is for `leave`."""
        number = id(session)
        with self._lock:
            self._watched[number] = (deadline, session)
            if self._thread is None or not self._thread.is_alive():  # a fork does not copy threads
                self._thread = threading.Thread(target=self._run, name="vpop3-deadline", daemon=True)
                self._thread.start()
        self._busy.set()
        return number

    def leave(self, number: int) -> bool:
        """Stop the clock and return whether the session was hung up. After this it may belong to another thread."""
        with self._lock:
            return self._watched.pop(number, None) is None

    def _run(self) -> None:
        while True:
            self._busy.wait()
            time.sleep(LOOKS_EVERY)
            now = time.monotonic()
            with self._lock:
                for number, (deadline, session) in list(self._watched.items()):
                    if now >= deadline:
                        del self._watched[number]
                        with suppress(OSError):
                            hang_up(session)
                if not self._watched:
                    self._busy.clear()


_watchdog = Watchdog()


@contextmanager
def hung_up_after(seconds: float, session: Session) -> Iterator[None]:
    """End the connection when the block takes longer: a frozen server answers neither query nor cancellation.

    Raises TimeoutError then, instead of psycopg's complaint about the connection that we ended.
    """
    number = _watchdog.watch(session, time.monotonic() + seconds)
    failure: psycopg.OperationalError | None = None
    try:
        yield
    except psycopg.OperationalError as error:
        failure = error
    finally:
        struck = _watchdog.leave(number)
    if failure:
        raise TimeoutError if struck else failure
