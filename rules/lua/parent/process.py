"""The parent's hold on one child process, however it was started."""

import contextlib
import socket
import time
from typing import Protocol

from rules.lua.child.lockdown import Protection
from rules.lua.protocol.channel import Channel, ChannelError, Message
from rules.lua.protocol.encoding import WireError
from rules.lua.protocol.messages import read_ready

LAST_WORDS_SECONDS = 1.0
"""Enough on a busy machine; only a child that is stopped or hostile lets them pass."""
_MOST_LAST_WORDS = 1_000
"""Messages."""
MOST_SESSIONS = 50_000
"""That one process serves."""


class ProcessError(Exception):
    """No usable process. The text is a sentence."""


class Life(Protocol):
    """What differs between a forked child and a spawned one."""

    def kill(self) -> None: ...

    def exit_status(self) -> int | None: ...

    def close(self) -> None: ...


class Process:
    """A child that runs scripts. `kill` may be called from any thread, any number of times."""

    def __init__(self, *, conversation: socket.socket, leash: socket.socket, life: Life) -> None:
        self.channel = Channel(conversation)
        self.sessions = 0
        self.protections: tuple[Protection, ...] = ()
        self._leash = leash
        self._life = life

    def await_ready(self, timeout: float) -> None:
        """Waits (seconds) until the child has locked itself down. Raises ProcessError."""
        try:
            ready = read_ready(self.channel.receive(timeout=timeout))
            self.protections = ready or self.protections  # said once, in the beginning
        except TimeoutError:
            raise ProcessError(f"A new sandbox process did not answer within {timeout:g} s.") from None
        except (ChannelError, WireError) as problem:
            raise ProcessError(f"A new sandbox process could not start. {problem}") from None
        if self.channel.is_over():
            raise ProcessError("A sandbox process died while it was waiting for work.")

    def ask_where(self) -> list[Message]:
        """Has the child end itself and say where the script was. `stopped` is the last of what it says, if it can say
        so in time."""
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        said: list[Message] = []
        with contextlib.suppress(OSError, ChannelError):
            self._leash.send(b"!")
            while len(said) < _MOST_LAST_WORDS and (not said or said[-1].get("is") != "stopped"):
                if (left := deadline - time.monotonic()) <= 0:
                    break
                said.append(self.channel.receive(timeout=left))
        return said

    def kill(self) -> None:
        """Ends the child at once."""
        self._life.kill()

    def exit_status(self) -> int | None:
        """After its end: the exit code, or the negative number of the signal; None when nobody knows."""
        return self._life.exit_status()

    def close(self) -> None:
        """Kills the child and lets go of everything."""
        self._life.close()
        self.channel.close()
        self._leash.close()
