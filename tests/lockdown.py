"""Attacks by code that has the whole interpreter: `python -m tests.lockdown [REFUSED…]` tries them."""

import ctypes
import errno
import json
import mmap
import os
import socket
import sys
import threading
from collections.abc import Callable

from rules.lua.child import kernel
from rules.lua.child.lockdown import FIRST_FREE_DESCRIPTOR, lock_down
from tests.confinement import refuse

_PTRACE, _MPROTECT = {"x86_64": (101, 10), "aarch64": (117, 226)}[kernel.MACHINE]
_ATTACH, _EXECUTABLE = 16, 5


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _attempts() -> dict[str, Callable[[], object]]:
    parent = os.getppid()
    page = mmap.mmap(-1, mmap.PAGESIZE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return {
        "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "write a file": lambda: os.open("/tmp/mxadmin-lockdown-was-here", os.O_CREAT | os.O_WRONLY),
        "list a folder": lambda: os.listdir("/"),
        "connect by TCP": lambda: socket.socket().connect(("127.0.0.1", 9)),
        "send by UDP": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        "reach another process": lambda: socket.socket(socket.AF_UNIX).connect("/run/x"),
        "signal its parent": lambda: os.kill(parent, 0),
        "trace its parent": lambda: kernel.syscall(_PTRACE, _ATTACH, parent, 0, 0),
        "become root": lambda: os.setresuid(0, 0, 0),
        "executable memory": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        "make memory executable": lambda: kernel.syscall(_MPROTECT, address, mmap.PAGESIZE, _EXECUTABLE),
        "start a thread": lambda: threading.Thread(target=int).start(),
        "start a process": _fork,
        "run a program": lambda: os.execv("/bin/true", ["true"]),
    }


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as problem:
        return errno.errorcode[problem.errno or 0]
    except RuntimeError as problem:
        return str(problem)
    return "worked"


def main() -> None:
    attempts = _attempts()
    refuse(*sys.argv[1:])
    os.closerange(3, 1 << 20)
    while os.dup(0) < FIRST_FREE_DESCRIPTOR - 1:
        pass  # as many descriptors as the sandbox's own processes have
    protections = lock_down(lambda: None)
    outcomes = {name: _outcome(attempt) for name, attempt in attempts.items()}
    print(json.dumps({"off": [item.name for item in protections if not item.on], "outcomes": outcomes}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
