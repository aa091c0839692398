"""The web server: granian's worker processes around the WSGI application."""

import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from mxadmin import lifeline
from mxadmin.usage import Usage, explain

THREADS = 2 * (os.cpu_count() or 1) + 1
"""For each worker. A dry run that is being watched keeps one as long as it lasts."""


def check_address(host: str, port: int) -> str:
    """The address to bind, as a number. Raises Usage where nobody can listen there.

    Asked before the server starts, because granian shares a port with whoever else shares it.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[:2])
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "somebody listens there already. Choose another with --port"
        else:
            reason = error.strerror or str(error)
        raise Usage(f"Cannot listen on {host} port {port}: {reason}.") from None
    return str(address[0])


def load() -> Any:
    """The WSGI application."""
    return import_module("mxadmin.wsgi").application


def serve(
    *,
    address: str,
    port: int,
    workers: int,
    ready: Callable[[], object],
    load: Callable[[], Any] = load,
    once: bool = False,
) -> int:
    """Serves until SIGINT or SIGTERM; `ready` is called once the first page can be asked for. `load` gives each
    worker its application. The exit code is 1 when they could not stay alive; what they said is on stderr.

    A worker that dies is replaced, and SIGHUP replaces one after the other; with `once` either is the end.
    """
    # A forked worker would inherit locks, connections and threads of whatever else this process does.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        target="mxadmin.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.critical if once else LogLevels.error,
        respawn_failed_workers=not once,
        workers_kill_timeout=5,
    )
    server.on_startup(lambda: _when_listening(address, port, ready))
    if once:
        server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve(target_loader=partial(_begin_worker, os.getpid(), load), wrap_loader=False)
    except SystemExit:
        return 1
    return 0


def _begin_worker(parent: int, load: Callable[[], Any]) -> Any:
    """In the worker: out of the terminal's reach (Ctrl-C is for the parent), and gone when the parent is."""
    os.setsid()
    lifeline.end_with(parent, signal.SIGKILL)
    try:
        return load()
    except Exception as error:
        sys.exit(explain(error))


def _when_listening(address: str, port: int, ready: Callable[[], object]) -> None:
    threading.Thread(target=_wait_for, args=(address, port, ready), daemon=True).start()


def _wait_for(address: str, port: int, ready: Callable[[], object]) -> None:
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            ready()
            return
