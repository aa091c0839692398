"""Starting a fresh interpreter for the sandbox: isolated, without environment, able to import only what it needs."""

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BOOT = "import sys; sys.path[:0] = sys.argv.pop().split('\\n'); from rules.lua.child.{module} import main; main()"

ALLOCATOR = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000:glibc.malloc.tcache_max=512"}
"""A Lua state is hundreds of small blocks that come and go together. With this setting glibc keeps them ready: a
batch takes a third less time. Other C libraries ignore it."""


def start(module: str, arguments: Sequence[str], keep: Sequence[int]) -> subprocess.Popen[bytes]:
    """Run `rules.lua.child.<module>.main()` in a new process that inherits the descriptors `keep` and nothing else."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        _command(module, arguments),
        stdin=subprocess.DEVNULL,
        pass_fds=keep,
        start_new_session=True,
        **_surroundings(),
    )


def start_sharing(module: str, sockets: Sequence[socket.socket]) -> subprocess.Popen[bytes]:
    """Do the same on Windows, where no descriptor is inherited: each socket is copied for the new process alone, which
    reads the arguments of `socket.fromshare` from its stdin, one per line.

    In a virtual environment `sys.executable` is a launcher there, whose process is not the one that gets the sockets.
    """
    python: str = getattr(sys, "_base_executable", sys.executable)
    popen = subprocess.Popen(_command(module, (), python), stdin=subprocess.PIPE, **_surroundings())  # noqa: S603
    assert popen.stdin is not None
    with popen.stdin as lines:
        for sock in sockets:
            lines.write(sock.share(popen.pid).hex().encode() + b"\n")  # type: ignore[attr-defined]
    return popen


def _command(module: str, arguments: Sequence[str], python: str = sys.executable) -> list[str]:
    boot = _BOOT.format(module=module)
    return [python, "-I", "-S", "-B", "-c", boot, *arguments, "\n".join(_path())]


def _surroundings() -> dict[str, Any]:
    return {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": _environment(),
        "cwd": os.path.abspath(os.sep),
    }


def _path() -> list[str]:
    """Return the folders of our own code and of lupa. Looking lupa up does not import it."""
    lupa = importlib.util.find_spec("lupa")
    if lupa is None or lupa.origin is None:
        raise FileNotFoundError("The package lupa is not installed.")
    return [str(Path(__file__).parents[3]), str(Path(lupa.origin).parents[1])]


def _environment() -> dict[str, str]:
    """Pass on the time zone only, so that os.date in a script agrees with the server's clock."""
    return {name: os.environ[name] for name in ("TZ", "SYSTEMROOT") if name in os.environ} | ALLOCATOR
