"""Isolation by fork: the parent's side of the zygote. A fresh process for each session, some forked ahead."""

import contextlib
import os
import signal
import socket
import subprocess
import threading

from rules.lua.parent import interpreter
from rules.lua.parent.process import Process, ProcessError

_START_SECONDS = 20.0
_FORK_SECONDS = 5.0
_OBITUARY_SECONDS = 0.5
_DESCRIPTORS = 4
"""That come with a process: conversation, leash, obituary and pidfd."""


def is_possible() -> bool:
    """Whether this system can fork and hold a process by descriptor (Linux 5.3 or later)."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class Zygote:
    """Starts on first use, and anew whenever it is found dead or silent. Thread-safe.

    Between sessions it forks some children ahead, which wait in its control socket until they are taken.
    """

    def __init__(self, *, ahead: int = 2) -> None:
        self._lock = threading.Lock()
        self._ahead = ahead
        self._ordered = 0
        self._popen: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def take(self) -> Process:
        """A process that is ready. Raises ProcessError."""
        with self._lock:
            try:
                return self._take()
            except (ProcessError, OSError):
                self._stop()
                return self._take()

    def give_back(self, process: Process, _clean: bool) -> None:
        """After a session, which had the process for itself. Then there is time for the next ones."""
        process.close()
        if self._lock.acquire(blocking=False):
            try:
                self._order(self._ahead)
            finally:
                self._lock.release()

    def close(self) -> None:
        """Ends the zygote and all that was forked ahead; what is in use ends with its session."""
        with self._lock:
            self._stop()

    def _take(self) -> Process:
        control = self._running()
        if self._ordered == 0:
            self._order(1)
        _data, descriptors, _flags, _address = socket.recv_fds(control, 1, _DESCRIPTORS)
        if len(descriptors) != _DESCRIPTORS:
            for descriptor in descriptors:  # as many as there was room for
                os.close(descriptor)
            raise ProcessError("The sandbox's zygote did not hand over a new process.")
        self._ordered -= 1
        conversation, leash, obituary = (socket.socket(fileno=each) for each in descriptors[:3])
        process = Process(conversation=conversation, leash=leash, life=_ForkedLife(obituary, descriptors[3]))
        try:
            process.await_ready(_FORK_SECONDS)
        except ProcessError:
            process.close()
            raise
        return process

    def _order(self, stock: int) -> None:
        """So many that nobody has taken yet."""
        missing = stock - self._ordered
        if missing > 0 and self._control:
            with contextlib.suppress(OSError):  # found out, and repaired, by the next `take`
                self._ordered += self._control.send(b"f" * missing)

    def _running(self) -> socket.socket:
        """The control socket of a zygote that is alive. Raises ProcessError."""
        if self._control and self._popen and self._popen.poll() is None:
            return self._control
        self._stop()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._popen = interpreter.start("zygote", [str(theirs.fileno())], [theirs.fileno()])
        self._control.settimeout(_START_SECONDS)
        if self._control.recv(2) != b"up":
            raise ProcessError("The sandbox's zygote could not start.")
        self._control.settimeout(_FORK_SECONDS)
        return self._control

    def _stop(self) -> None:
        if self._control:
            self._control.close()  # and with it what waits in it: those processes end by their leashes
            self._control = None
        if self._popen:
            self._popen.kill()  # even when it was stopped; its children end by their leashes
            self._popen.wait()
            self._popen = None
        self._ordered = 0


class _ForkedLife:
    """A process held by its pidfd; the zygote sends its exit status over the obituary socket."""

    def __init__(self, obituary: socket.socket, pidfd: int) -> None:
        self._obituary = obituary
        self._pidfd: int | None = pidfd
        self._lock = threading.Lock()
        obituary.settimeout(_OBITUARY_SECONDS)

    def kill(self) -> None:
        with self._lock:
            if self._pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def exit_status(self) -> int | None:
        with contextlib.suppress(OSError):
            status = self._obituary.recv(4)
            return int.from_bytes(status, signed=True) if len(status) == 4 else None
        return None

    def close(self) -> None:
        self.kill()
        with self._lock:
            self._obituary.close()
            if self._pidfd is not None:
                os.close(self._pidfd)
                self._pidfd = None
