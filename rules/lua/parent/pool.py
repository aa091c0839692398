"""Isolation by a pool: processes that are started once and serve many sessions, with a new Lua state for each.

For systems without fork, and for batches. A process in which a limit was reached or anything went wrong is not used
again. By hand: a concurrent.futures pool is broken as a whole when one of its processes is killed.
"""

import contextlib
import socket
import subprocess
import sys
import threading

from rules.lua.parent import interpreter
from rules.lua.parent.process import MOST_SESSIONS, Process, ProcessError
from rules.lua.protocol.channel import ChannelError

_START_SECONDS = 20.0
_RENEW_SECONDS = 0.5


class Pool:
    """A pool that starts processes as they are needed and keeps the clean ones. Thread-safe."""

    def __init__(self, *, keep: int = 4) -> None:
        self._lock = threading.Lock()
        self._keep = keep
        self._resting: list[Process] = []

    def take(self) -> Process:
        """Return a process that is ready. Raise ProcessError."""
        while process := self._pop():
            try:
                process.await_ready(_RENEW_SECONDS)
                return process
            except ProcessError:  # Its last session left something behind that does not end.
                process.close()
        process = _spawn()
        try:
            process.await_ready(_START_SECONDS)
        except ProcessError:
            process.close()
            raise
        return process

    def give_back(self, process: Process, clean: bool) -> None:
        """Take a process back after a session; `clean` when nothing went wrong in it. It then makes itself a new
        state."""
        process.sessions += 1
        with contextlib.suppress(ChannelError, TimeoutError):
            process.channel.send({"do": "end"}, timeout=_RENEW_SECONDS)
        with self._lock:
            if clean and len(self._resting) < self._keep and process.sessions < MOST_SESSIONS:
                self._resting.append(process)
                return
        process.close()

    def close(self) -> None:
        """End the idle processes; those in use end with their session."""
        with self._lock:
            resting, self._resting = self._resting, []
        for process in resting:
            process.close()

    def _pop(self) -> Process | None:
        with self._lock:
            return self._resting.pop() if self._resting else None


class _SpawnedLife:
    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    def kill(self) -> None:
        self._popen.kill()

    def exit_status(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._popen.wait(0.5)
        return None

    def close(self) -> None:
        self._popen.kill()
        self._popen.wait()


def _spawn() -> Process:
    conversation, its_conversation = socket.socketpair()
    watch, its_watch = socket.socketpair()
    with its_conversation, its_watch:
        if sys.platform == "win32":
            popen = interpreter.start_sharing("pool_member", (its_conversation, its_watch))
        else:
            descriptors = [its_conversation.fileno(), its_watch.fileno()]
            popen = interpreter.start("pool_member", [str(number) for number in descriptors], descriptors)
    return Process(conversation=conversation, watch=watch, life=_SpawnedLife(popen))
