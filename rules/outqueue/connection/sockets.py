"""The socket under a session: for what libpq has no call for."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def borrowed(session: psycopg.Connection[tuple[object, ...]]) -> Iterator[socket.socket]:
    """Borrow the session's socket, which stays libpq's own."""
    handle = socket.socket(fileno=session.pgconn.socket)
    try:
        yield handle
    finally:
        handle.detach()


def is_quiet(session: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether nothing has arrived since the last answer. An idle session with a message is about to end."""
    try:
        with borrowed(session) as handle:
            handle.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def hang_up(session: psycopg.Connection[tuple[object, ...]]) -> None:
    """Wake a thread that waits for an answer: it sees the connection end. Closing would free memory it uses."""
    with borrowed(session) as handle:
        handle.shutdown(socket.SHUT_RDWR)
