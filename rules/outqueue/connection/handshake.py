"""The SQLSTATE of a refused connection, which neither psycopg nor libpq hands out.

Its words are no help: PostgreSQL writes them in the language of its own `lc_messages`, also before the sign-in. But
libpq can note the messages that it receives (PQtrace), and in them is the code.
"""

import os
import re
import selectors
import time

import psycopg
from psycopg import errors, pq

SERVER_SAID = re.compile(r"failed: [^:\n]+: {2}")
"""The form in which libpq passes on a server's message: a severity in its language, a colon and two blanks. libpq's own
messages have no severity, and are in English."""

RECEIVED = re.compile(rb"\tB\t\d+\tErrorResponse\t[^\n]*? C \"([0-9A-Z]{5})\"")

POLLS = {
    pq.PollingStatus.READING: selectors.EVENT_READ,
    pq.PollingStatus.WRITING: selectors.EVENT_WRITE,
}


def with_state(error: psycopg.OperationalError, conninfo: str, seconds: float) -> psycopg.Error:
    """Return the error as the class of its SQLSTATE, where the server gave one: the connection is tried again for that.

    The same error where it did not, or where the second try ends otherwise.
    """
    if error.sqlstate or not SERVER_SAID.search(str(error)) or not hasattr(os, "memfd_create"):
        return error
    state = _refused_with(conninfo, time.monotonic() + seconds)
    try:
        return errors.lookup(state)(str(error)) if state else error
    except KeyError:  # a code of a newer PostgreSQL
        return error


def _refused_with(conninfo: str, deadline: float) -> str | None:
    """Return the SQLSTATE of the last error, as `sslmode=prefer` may bring two. What is noted, a password among it,
    stays in memory."""
    note = os.memfd_create("handshake")
    connection = pq.PGconn.connect_start(conninfo.encode())
    try:
        connection.trace(note)
        _poll(connection, deadline)
        connection.untrace()
        found = RECEIVED.findall(os.pread(note, 1 << 16, 0))
    except (psycopg.Error, OSError):
        return None
    finally:
        connection.finish()
        os.close(note)
    return found[-1].decode("ascii") if found else None


def _poll(connection: pq.abc.PGconn, deadline: float) -> None:
    """Wait until the server has let us in or refused, or time is up."""
    while (status := pq.PollingStatus(connection.connect_poll())) in POLLS:
        with selectors.DefaultSelector() as selector:
            selector.register(connection.socket, POLLS[status])
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return
