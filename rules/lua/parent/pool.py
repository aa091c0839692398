"""Isolation by a pool: processes that are started once and serve many sessions, a new Lua state for each.

For systems without fork, and for mass runs. A process in which a limit struck or anything went wrong is not
used again.
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
    """Starts processes as they are needed and keeps the clean ones. Thread-safe."""

    def __init__(self, *, keep: int = 4) -> None:
        self._lock = threading.Lock()
        self._keep = keep
        self._resting: list[Process] = []

    def take(self) -> Process:
        """A process that is ready. Raises ProcessError."""
        while process := self._pop():
            try:
                process.await_ready(_RENEW_SECONDS)
                return process
            except ProcessError:  # its last session left something behind that does not end
                process.close()
        process = _spawn()
        try:
            process.await_ready(_START_SECONDS)
        except ProcessError:
            process.close()
            raise
        return process

    def give_back(self, process: Process, clean: bool) -> None:
        """After a session; `clean` when nothing went wrong in it. The process then makes itself a new state."""
        process.sessions += 1
        with contextlib.suppress(ChannelError, TimeoutError):
            process.channel.send({"do": "end"}, timeout=_RENEW_SECONDS)
        with self._lock:
            if clean and len(self._resting) < self._keep and process.sessions < MOST_SESSIONS:
                self._resting.append(process)
                return
        process.close()

    def close(self) -> None:
        """Ends the processes that rest; those in use end with their session."""
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
    leash, its_leash = socket.socketpair()
    with its_conversation, its_leash:
        if sys.platform == "win32":
            popen = interpreter.start_sharing("pool_member", (its_conversation, its_leash))
        else:
            descriptors = [its_conversation.fileno(), its_leash.fileno()]
            popen = interpreter.start("pool_member", [str(number) for number in descriptors], descriptors)
    return Process(conversation=conversation, leash=leash, life=_SpawnedLife(popen))
