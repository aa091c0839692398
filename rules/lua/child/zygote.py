"""The zygote: a small process that has everything imported and forks one locked-down child for each request.

It starts as a fresh interpreter, so it holds no secret, no environment and no descriptor of the parent's,
and it ends when its control socket does. It never runs a script itself.
"""

import contextlib
import gc
import os
import select
import socket
import sys
from typing import NoReturn

from rules.lua.child import lockdown, start
from rules.lua.child.runtime import Prelude, compile_prelude
from rules.lua.child.warmup import warm_up


class Zygote:
    """Serves one control socket: each byte that arrives is a request for one child. What goes back for it are four
    descriptors: conversation, leash, obituary (over which the exit status comes in the end), and a pidfd."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._prelude = compile_prelude()
        self._living: dict[int, tuple[int, socket.socket]] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        warm_up(self._prelude)
        lockdown.prepare()
        gc.freeze()

    def serve(self) -> None:
        self._control.sendall(b"up")
        while True:
            for descriptor, _event in self._poll.poll():
                if descriptor != self._control.fileno():
                    self._bury(descriptor)
                elif not self._control.recv(1):
                    return
                else:
                    self._fork()

    def _fork(self) -> None:
        pairs = [socket.socketpair() for _ in range(3)]
        parents, (conversation, leash, obituary) = zip(*pairs, strict=True)
        pid = os.fork()
        if pid == 0:
            _become_child(conversation, leash, self._prelude)
        pidfd = os.pidfd_open(pid)
        with contextlib.suppress(OSError):  # the parent may be gone; the child ends with its leash
            socket.send_fds(self._control, [b"p"], [*(end.fileno() for end in parents), pidfd])
        for end in (*parents, conversation, leash):
            end.close()
        self._living[pidfd] = (pid, obituary)
        self._poll.register(pidfd, select.POLLIN)

    def _bury(self, pidfd: int) -> None:
        pid, obituary = self._living.pop(pidfd)
        _pid, status = os.waitpid(pid, 0)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        with contextlib.suppress(OSError):
            obituary.send(os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))
        obituary.close()


def _become_child(conversation: socket.socket, leash: socket.socket, prelude: Prelude) -> NoReturn:
    try:
        start.run(conversation, leash, prelude)
    finally:
        os._exit(71)


def main() -> None:
    """`sys.argv[1]` is the descriptor of the control socket."""
    Zygote(socket.socket(fileno=int(sys.argv[1]))).serve()
