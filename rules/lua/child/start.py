"""The first steps of a child process: keep two sockets and nothing else, lock down, then work."""

import os
import socket
import sys
from typing import NoReturn

from rules.lua.child import parent_watch
from rules.lua.child.lockdown import FIRST_FREE_DESCRIPTOR, lock_down
from rules.lua.child.runtime import Prelude
from rules.lua.child.worker import Worker
from rules.lua.protocol.channel import Channel

_CONVERSATION, _WATCH = FIRST_FREE_DESCRIPTOR - 2, FIRST_FREE_DESCRIPTOR - 1


def run(conversation: socket.socket, watch_end: socket.socket, prelude: Prelude) -> NoReturn:
    """Run the child; never return. Both sockets are consumed."""
    if sys.platform != "win32":
        conversation, watch_end = _keep_only(conversation, watch_end)
    worker = Worker(Channel(conversation), prelude)
    worker.rehearse()
    protections = lock_down(lambda: parent_watch.hold(watch_end, worker.say_where))
    worker.serve({
        "is": "ready",
        "protections": [[protection.name, protection.on, protection.detail] for protection in protections],
    })  # fmt: skip


def _keep_only(conversation: socket.socket, watch_end: socket.socket) -> tuple[socket.socket, socket.socket]:
    # Move both up first: one of them may have the number that the other needs.
    high = [os.dup(os.dup(os.dup(sock.detach()))) for sock in (conversation, watch_end)]
    os.dup2(high[0], _CONVERSATION, inheritable=False)
    os.dup2(high[1], _WATCH, inheritable=False)
    os.closerange(FIRST_FREE_DESCRIPTOR, 1 << 20)
    return socket.socket(fileno=_CONVERSATION), socket.socket(fileno=_WATCH)
