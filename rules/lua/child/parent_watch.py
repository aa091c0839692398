"""The thread that ends the process when the parent says so or is gone, whatever Lua is doing.

lupa releases the interpreter's lock while Lua runs, so this thread wakes up even while a C function hangs.
"""

import _thread
import os
import socket
from collections.abc import Callable


def hold(watch: socket.socket, before_exit: Callable[[], object]) -> None:
    """Start the thread. On one byte from the parent it calls `before_exit` and exits; if the parent is gone, it
    exits."""
    _thread.start_new_thread(_wait, (watch, before_exit))  # The threading module would wait until the thread runs.


def _wait(watch: socket.socket, before_exit: Callable[[], object]) -> None:
    try:
        if watch.recv(1):
            before_exit()
    finally:
        os._exit(0)
