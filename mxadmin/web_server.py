"""The web server: granian's worker processes around the application."""

import atexit
import errno
import gc
import logging
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

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from mxadmin import parent_death
from mxadmin.background import Background
from mxadmin.gateway import Gateway
from mxadmin.supervisor import Supervisor
from mxadmin.usage import Usage, explain

STREAMS = 50
"""The streams of each worker: watched dry runs, or those waiting in line. Each keeps a thread as long as it lasts."""
THREADS = 2 * (os.cpu_count() or 1) + 1 + STREAMS
"""The threads of each worker; started when they are needed."""
CONNECTIONS = 2000
"""The connections of each worker. They cost little, and some may be idle or slow on purpose."""
HTTP1 = HTTP1Settings(header_read_timeout=10_000, max_buffer_size=128 * 1024)
"""Limits of a request's headers: the milliseconds in which they must arrive, and their total size."""


def check_address(host: str, port: int) -> str:
    """Return the address to bind, as a number. Raises Usage where it is taken or cannot be used.

    Asked before the server starts, because granian would share the port with another server that shares it.
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
    """Load the WSGI application with its pages. All that is there by now stays, so the garbage collector need not look
    through it again and again: neither while it is loaded, nor later, which would let somebody wait for 80 ms each
    time."""
    gc.disable()
    application = import_module("mxadmin.wsgi").application
    import_module("mxadmin.urls")
    import_module("rules.models.own_database").keep_open()
    gc.freeze()
    gc.enable()
    return application


def serve(
    *,
    address: str,
    port: int,
    workers: int,
    ready: Callable[[], object],
    load: Callable[[], Any] = load,
    once: bool = False,
    helpers: int = 0,
) -> int:
    """Serve until SIGINT or SIGTERM; `ready` is called once the first page can be asked for. `load` gives each worker
    its application; beside them, `helpers` processes do the background work. The exit code is 1 when they could not
    stay alive; what they said is on stderr.

    A worker that dies is replaced, and SIGHUP replaces one after the other; with `once` either is the end.
    """
    server = _granian(address, port, workers, once=once)
    background = Background(helpers)
    _handle_signals()
    server.on_startup(lambda: _when_listening(address, port, partial(_begin, background, ready)))
    if once:
        server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve(target_loader=partial(_begin_worker, os.getpid(), load), wrap_loader=False)
    except SystemExit:
        return 1
    finally:
        background.stop()
    return 0


def _granian(address: str, port: int, workers: int, *, once: bool) -> Supervisor:
    # A forked worker would inherit locks, connections and threads of whatever else this process does.
    multiprocessing.set_start_method("spawn", force=True)
    return Supervisor(
        target="mxadmin.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,  # to tell HTTP/2 from it, granian waits for a first line without any limit of time
        http1_settings=HTTP1,
        websockets=False,
        log_level=LogLevels.critical if once else LogLevels.error,
        respawn_failed_workers=not once,
        workers_kill_timeout=5,
    )


def _handle_signals() -> None:
    """Answer signals soon. The kernel may hand one to any thread, but Python answers it in the main one, which would
    sleep on while it waits for the end. So that is woken twice a second."""
    if not hasattr(signal, "pthread_kill"):
        return
    signal.signal(signal.SIGURG, lambda *_: None)
    threading.Thread(target=_wake, args=(threading.main_thread().ident,), daemon=True).start()


def _wake(thread: int) -> None:
    while True:
        time.sleep(0.5)
        signal.pthread_kill(thread, signal.SIGURG)


def _begin_worker(parent: int, load: Callable[[], Any]) -> Any:
    """Prepare the worker: out of the terminal's reach (Ctrl-C is for the parent), and gone when the parent is."""
    os.setsid()
    parent_death.end_with(parent, signal.SIGKILL)
    _allow_connections()
    try:
        application = load()
    except Exception as error:
        sys.exit(explain(error))
    atexit.register(_end_worker)
    return Gateway(application, threads=THREADS, streams=STREAMS, proxies=_proxies())


def _proxies() -> int:
    from django.conf import settings

    return int(settings.PROXIES)


def _allow_connections() -> None:
    """Raise the limit of open files: many systems allow a process 1,024 unless it asks for more."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_worker() -> None:
    """End the worker before the interpreter is taken apart: granian's idle threads would wake into that, panic and
    abort."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _begin(background: Background, ready: Callable[[], object]) -> None:
    background.start()
    ready()


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
