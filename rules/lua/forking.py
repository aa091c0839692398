"""Isolation by fork: the parent's side of the zygote. A fresh process for each session, some forked ahead."""

import contextlib
import os
import signal
import socket
import subprocess
import threading

from rules.lua import interpreter
from rules.lua.process import Process, ProcessError

_START_SECONDS = 20.0
_FORK_SECONDS = 2.0
_OBITUARY_SECONDS = 0.5


def is_possible() -> bool:
    """Whether this system can fork and hold a process by descriptor (Linux 5.3 or later)."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class Zygote:
    """Starts on first use, and anew whenever it is found dead or silent. Thread-safe."""

    def __init__(self, *, ahead: int = 2) -> None:
        self._lock = threading.Lock()
        self._ahead = ahead
        self._waiting: list[Process] = []
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
        """After a session, which had the process for itself."""
        process.close()

    def close(self) -> None:
        """Ends the zygote and all that was forked ahead; what is in use ends with its session."""
        with self._lock:
            self._stop()

    def _take(self) -> Process:
        self._start_if_needed()
        while len(self._waiting) <= self._ahead:
            self._waiting.append(self._request())
        process = self._waiting.pop(0)
        try:
            process.await_ready(_FORK_SECONDS)
        except ProcessError:
            process.close()
            raise
        return process

    def _start_if_needed(self) -> None:
        if self._popen and self._popen.poll() is None:
            return
        self._stop()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._popen = interpreter.start("zygote", [str(theirs.fileno())], [theirs.fileno()])
        self._control.settimeout(_START_SECONDS)
        if self._control.recv(2) != b"up":
            raise ProcessError("The sandbox's zygote could not start.")
        self._control.settimeout(_FORK_SECONDS)

    def _request(self) -> Process:
        assert self._control is not None
        ours, theirs = zip(*(socket.socketpair() for _ in range(3)), strict=True)
        try:
            socket.send_fds(self._control, [b"f"], [sock.fileno() for sock in theirs])
        except OSError:
            for sock in ours:
                sock.close()
            raise
        finally:
            for sock in theirs:
                sock.close()
        conversation, leash, obituary = ours
        return Process(conversation=conversation, leash=leash, life=_ForkedLife(obituary))

    def _stop(self) -> None:
        for process in self._waiting:
            process.close()
        self._waiting.clear()
        if self._control:
            self._control.close()
            self._control = None
        if self._popen:
            self._popen.kill()  # even when it was stopped; its children end by their leashes
            self._popen.wait()
            self._popen = None


class _ForkedLife:
    """A process held by its pidfd, which the zygote sends, as later the exit status, over the obituary socket."""

    def __init__(self, obituary: socket.socket) -> None:
        self._obituary = obituary
        self._pidfd: int | None = None
        self._lock = threading.Lock()
        obituary.settimeout(_OBITUARY_SECONDS)

    def hold(self) -> None:
        """Raises ProcessError when the zygote does not hand over the process in time."""
        with contextlib.suppress(OSError):
            _data, descriptors, _flags, _address = socket.recv_fds(self._obituary, 1, 1)
            self._pidfd = descriptors[0] if descriptors else None
        if self._pidfd is None:
            raise ProcessError("The sandbox's zygote did not hand over a new process.")

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
