"""A process that ends when its parent does, however the parent ended. Linux; elsewhere nothing happens."""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals) -> None:
    """The kernel sends that signal to this process when the *thread* that started it ends."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # It went before the kernel had been asked.
        os.kill(os.getpid(), number)


def end_with_uv() -> None:
    """`uv run` stays in between and passes signals on, but not its own death by `kill -9`."""
    try:
        name = Path(f"/proc/{os.getppid()}/comm").read_text().strip()
    except OSError:
        return
    if name == "uv":
        end_with_parent(signal.SIGTERM)
