"""The thread that ends the process when the parent says so or is gone, whatever Lua is doing.

lupa gives up the interpreter's lock while Lua runs, so this thread wakes even while one C function hangs.
"""

import _thread
import os
import socket
from collections.abc import Callable


def hold(leash: socket.socket, before_death: Callable[[], object]) -> None:
    """Starts the thread. One byte from the parent: `before_death`, then the end. The parent gone: the end."""
    _thread.start_new_thread(_wait, (leash, before_death))  # threading would wait until it runs


def _wait(leash: socket.socket, before_death: Callable[[], object]) -> None:
    try:
        if leash.recv(1):
            before_death()
    finally:
        os._exit(0)
