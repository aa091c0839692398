"""A process that ends when its parent does, however the parent ended. Linux; elsewhere nothing happens."""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def end_with(parent: int, number: signal.Signals) -> None:
    """Let the kernel send that signal to this process when the *thread* that started it ends. `parent` is the process
    that did: it may have gone already, before this process came to ask."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def end_with_uv() -> None:
    """End when `uv run` does: it stays in between and passes signals on, but not its own death by `kill -9`."""
    parent = os.getppid()
    try:
        name = Path(f"/proc/{parent}/comm").read_text().strip()
    except OSError:
        return
    if name == "uv":
        end_with(parent, signal.SIGTERM)
