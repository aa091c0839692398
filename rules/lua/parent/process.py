"""The parent's handle on one child process, however it was started."""

import contextlib
import socket
import time
from typing import Protocol

from rules.lua.child.lockdown import Protection
from rules.lua.protocol.channel import Channel, ChannelError, Message
from rules.lua.protocol.encoding import WireError
from rules.lua.protocol.messages import read_ready

LAST_WORDS_SECONDS = 1.0
"""Seconds: enough on a busy machine; only a stopped or hostile child uses them up."""
_MOST_LAST_WORDS = 1_000
"""The most messages that a child may send."""
MOST_SESSIONS = 50_000
"""The most sessions that one process serves."""


class ProcessError(Exception):
    """No usable process. The text is a sentence."""


class Life(Protocol):
    """The difference between a forked child and a spawned one."""

    def kill(self) -> None: ...

    def exit_status(self) -> int | None: ...

    def close(self) -> None: ...


class Process:
    """A child that runs scripts. `kill` may be called from any thread, any number of times."""

    def __init__(self, *, conversation: socket.socket, watch: socket.socket, life: Life) -> None:
        self.channel = Channel(conversation)
        self.sessions = 0
        self.protections: tuple[Protection, ...] = ()
        self._watch = watch
        self._life = life

    def await_ready(self, timeout: float) -> None:
        """Wait (seconds) until the child has locked itself down. Raise ProcessError."""
        try:
            ready = read_ready(self.channel.receive(timeout=timeout))
            self.protections = ready or self.protections  # Sent only once, at the beginning.
        except TimeoutError:
            raise ProcessError(f"A new sandbox process did not answer within {timeout:g} s.") from None
        except (ChannelError, WireError) as problem:
            raise ProcessError(f"A new sandbox process could not start. {problem}") from None
        if self.channel.is_over():
            raise ProcessError("A sandbox process died while it was waiting for work.")

    def ask_where(self) -> list[Message]:
        """Make the child end itself and report where the script was. `stopped` is its last message, if it can send
        that in time."""
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        said: list[Message] = []
        with contextlib.suppress(OSError, ChannelError):
            self._watch.send(b"!")
            while len(said) < _MOST_LAST_WORDS and (not said or said[-1].get("is") != "stopped"):
                if (left := deadline - time.monotonic()) <= 0:
                    break
                said.append(self.channel.receive(timeout=left))
        return said

    def kill(self) -> None:
        """End the child at once."""
        self._life.kill()

    def exit_status(self) -> int | None:
        """Return the exit code after its end, or the negative number of the signal; None when it is not known."""
        return self._life.exit_status()

    def close(self) -> None:
        """Kill the child and release everything."""
        self._life.close()
        self.channel.close()
        self._watch.close()
