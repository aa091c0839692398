"""Isolation by fork: the parent's side of the zygote. A fresh process for each session; some are forked ahead."""

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
_EXIT_REPORT_SECONDS = 0.5
_DESCRIPTORS = 4
"""The descriptors that come with a process: conversation, watch, exit status and pidfd."""


def is_possible() -> bool:
    """Return whether this system can fork and hold a process by descriptor (Linux 5.3 or later)."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class Zygote:
    """The parent's side of a zygote, which starts on first use, and again when it is found dead or silent. Thread-safe.

    Between sessions it forks some children ahead, which wait in its control socket until they are taken.
    """

    def __init__(self, *, ahead: int = 2) -> None:
        self._lock = threading.Lock()
        self._ahead = ahead
        self._ordered = 0
        self._popen: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def take(self) -> Process:
        """Return a process that is ready. Raise ProcessError."""
        with self._lock:
            try:
                return self._take()
            except (ProcessError, OSError):
                self._stop()
                return self._take()

    def give_back(self, process: Process, _clean: bool) -> None:
        """End a process after its session, and order the next ones while there is time."""
        process.close()
        if self._lock.acquire(blocking=False):
            try:
                self._order(self._ahead)
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the zygote and everything that was forked ahead; processes in use end with their session."""
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
        conversation, watch, exit_report = (socket.socket(fileno=each) for each in descriptors[:3])
        process = Process(conversation=conversation, watch=watch, life=_ForkedLife(exit_report, descriptors[3]))
        try:
            process.await_ready(_FORK_SECONDS)
        except ProcessError:
            process.close()
            raise
        return process

    def _order(self, stock: int) -> None:
        """Order as many processes as have been taken."""
        missing = stock - self._ordered
        if missing > 0 and self._control:
            with contextlib.suppress(OSError):  # The next `take` notices and repairs this.
                self._ordered += self._control.send(b"f" * missing)

    def _running(self) -> socket.socket:
        """Return the control socket of a zygote that is alive. Raise ProcessError."""
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
            self._control.close()  # The processes that wait in the socket end as well, by their watch connections.
            self._control = None
        if self._popen:
            self._popen.kill()  # This works even when it was stopped; its children end by their watch connections.
            self._popen.wait()
            self._popen = None
        self._ordered = 0


class _ForkedLife:
    """A process held by its pidfd; the zygote sends its exit status over a socket."""

    def __init__(self, exit_report: socket.socket, pidfd: int) -> None:
        self._exit_report = exit_report
        self._pidfd: int | None = pidfd
        self._lock = threading.Lock()
        exit_report.settimeout(_EXIT_REPORT_SECONDS)

    def kill(self) -> None:
        with self._lock:
            if self._pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def exit_status(self) -> int | None:
        with contextlib.suppress(OSError):
            status = self._exit_report.recv(4)
            return int.from_bytes(status, signed=True) if len(status) == 4 else None
        return None

    def close(self) -> None:
        self.kill()
        with self._lock:
            self._exit_report.close()
            if self._pidfd is not None:
                os.close(self._pidfd)
                self._pidfd = None
