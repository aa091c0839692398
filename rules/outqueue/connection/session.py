"""A new session to VPOP3's database, opened in bounded time whatever name service, network and server do."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import psycopg

from rules.outqueue.attempts.spelling import register
from rules.outqueue.connection.encoding import read_any_text
from rules.outqueue.connection.handshake import with_state
from rules.outqueue.connection.target import Target
from rules.outqueue.connection.unavailable import Trouble, Unavailable, not_connected

Session = psycopg.Connection[tuple[object, ...]]


def open_session(target: Target, conninfo: str, seconds: float) -> Session:
    """Open a new session, autocommit. Raises Unavailable after `seconds` at the latest.

    In a thread, because neither a slow name service nor a host with many dead addresses can be interrupted;
    a session that comes too late is closed.
    """
    future = _in_thread(lambda: _connect(conninfo, seconds))
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        future.add_done_callback(_close_late)
        raise Unavailable(
            f"{target} did not answer within {seconds:g} s. It is tried again by itself.", Trouble.UNREACHABLE
        ) from None
    except psycopg.Error as error:
        raise not_connected(error, target) from None


def _connect(conninfo: str, seconds: float) -> Session:
    try:
        # Prepared statements would not survive the DISCARD ALL between two runs of scripts.
        session: Session = psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise with_state(error, conninfo, seconds) from None
    try:
        read_any_text(session)
        register(session)
    except BaseException:
        session.close()
        raise
    return session


def _in_thread(open_it: Callable[[], Session]) -> "Future[Session]":
    future: Future[Session] = Future()

    def work() -> None:
        try:
            future.set_result(open_it())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, name="vpop3-connect", daemon=True).start()
    return future


def _close_late(future: "Future[Session]") -> None:
    if future.exception() is None:
        future.result().close()
