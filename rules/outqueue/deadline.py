"""A query's last resort: when even the server's own time-out does not come back, hang up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from rules.outqueue.connecting import Session
from rules.outqueue.sockets import hang_up


@contextmanager
def hung_up_after(seconds: float, session: Session) -> Iterator[None]:
    """Ends the connection when the block takes longer: a frozen server answers neither query nor cancellation.

    Raises TimeoutError then, instead of psycopg's complaint about the connection that we ended.
    """
    lock = threading.Lock()
    over = struck = False

    def strike() -> None:
        nonlocal struck
        with lock, suppress(OSError):
            if not over:
                struck = True
                hang_up(session)

    timer = threading.Timer(seconds, strike)
    timer.daemon = True
    timer.start()
    try:
        yield
    except psycopg.OperationalError as error:
        raise TimeoutError if struck else error from None
    finally:
        with lock:  # After this, the descriptor may belong to somebody else.
            over = True
        timer.cancel()
