"""A Python without what Unix alone has, as far as the sandbox could miss it: `python -m tests.without_unix NAME…` runs
hostile scripts there, in processes that miss it, too. It shows that nothing of Unix is used, not that Windows works."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import uuid

_MISSING = {
    os: ("fork", "pidfd_open", "geteuid", "getuid", "setgroups", "setresuid", "setresgid", "sysconf"),
    signal: ("setitimer", "ITIMER_PROF", "SIGPROF", "SIGKILL", "SIGSTOP", "pidfd_send_signal"),
    socket: ("AF_UNIX", "send_fds", "recv_fds"),
}
_MODULES = ("resource", "fcntl", "pwd", "grp", "termios", "syslog")
_UNIX, _SEND, _RECEIVE = socket.AF_UNIX, socket.send_fds, socket.recv_fds


def take_away() -> None:
    """Hide Unix for the rest of this process; the sandbox must not have been imported."""
    sys.platform = "win32"
    for module, names in _MISSING.items():
        for name in names:
            delattr(module, name)
    sys.modules.update(dict.fromkeys(_MODULES))  # importing them raises ImportError
    socket.socketpair, socket.fromshare, socket.socket.share = _pair, _from_share, _share
    subprocess.Popen = Popen
    ctypes.CDLL = Library


class Popen(subprocess.Popen):
    """A Popen that accepts only what Windows accepts."""

    def __init__(self, command, **options):
        unknown = options.keys() & {"pass_fds", "preexec_fn", "start_new_session", "user", "group", "umask"}
        assert not unknown, unknown
        super().__init__(command, **options)

    def kill(self):
        self.send_signal(9)


class Library:
    """A library without functions, as lupa's is there."""

    def __init__(self, _path, **_options):
        pass


def _pair():
    """Make a socket pair as Python does where the system has none: over loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        return one, server.accept()[0]


def _share(sock, _pid):
    """A name under which the copy can be fetched once."""
    name, copy = f"\0{uuid.uuid4()}".encode(), os.dup(sock.fileno())
    server = socket.socket(_UNIX)
    server.bind(name)
    server.listen(1)

    def hand_over():
        with server, server.accept()[0] as taker:
            _SEND(taker, [b"s"], [copy])
        os.close(copy)

    threading.Thread(target=hand_over, daemon=True).start()
    return name


def _from_share(name):
    with socket.socket(_UNIX) as taker:
        taker.connect(name)
        [descriptor] = _RECEIVE(taker, 1, 1)[1]
    return socket.socket(fileno=descriptor)


def main() -> None:
    take_away()
    from rules.lua import sandbox
    from rules.lua.parent import interpreter
    from rules.lua.protocol.query import QueryAnswer
    from tests.hostile_scripts import HOSTILE

    start = "from tests.without_unix import take_away; take_away(); from rules"
    interpreter._BOOT = interpreter._BOOT.replace("from rules", start)
    told = {}
    with sandbox.Sandbox() as sb:
        for script in HOSTILE:
            if script.name in sys.argv:
                with sb.open(script.source, limits=script.limits, query=lambda sql: QueryAnswer()) as session:
                    call = session.call("attack", [])
                told[script.name] = script.happened(call.error or session.loaded.error, call.returned)
        calls = list(sb.runs(b"function hook(n) return n end", [("hook", [n]) for n in range(50)]))
        told["series"] = [call.returned for call in calls] == [(n,) for n in range(50)]
        off = {protection.name: protection.detail for protection in sb.protections() if not protection.on}
    print(json.dumps({"isolation": sb.isolation, "told": told, "off": off}))


if __name__ == "__main__":
    main()
