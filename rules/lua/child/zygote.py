"""The zygote: a small process that has imported everything and forks one locked-down child for each request.

It starts as a fresh interpreter, so it holds no secret, no environment and no descriptor of the parent's, and it ends
when its control socket closes. It never runs a script itself.
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
    """Serve one control socket: each byte that arrives asks for one child. The reply is four descriptors:
    conversation, watch connection, exit-status connection and a pidfd."""

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
        parents, (conversation, watch, exit_report) = zip(*pairs, strict=True)
        pid = os.fork()
        if pid == 0:
            _become_child(conversation, watch, self._prelude)
        pidfd = os.pidfd_open(pid)
        with contextlib.suppress(OSError):  # The parent may be gone; the child then ends with its watch connection.
            socket.send_fds(self._control, [b"p"], [*(end.fileno() for end in parents), pidfd])
        for end in (*parents, conversation, watch):
            end.close()
        self._living[pidfd] = (pid, exit_report)
        self._poll.register(pidfd, select.POLLIN)

    def _bury(self, pidfd: int) -> None:
        pid, exit_report = self._living.pop(pidfd)
        _pid, status = os.waitpid(pid, 0)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        with contextlib.suppress(OSError):
            exit_report.send(os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))
        exit_report.close()


def _become_child(conversation: socket.socket, watch: socket.socket, prelude: Prelude) -> NoReturn:
    try:
        start.run(conversation, watch, prelude)
    finally:
        os._exit(71)


def main() -> None:
    """Serve. `sys.argv[1]` is the descriptor of the control socket."""
    Zygote(socket.socket(fileno=int(sys.argv[1]))).serve()
