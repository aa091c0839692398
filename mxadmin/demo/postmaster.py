"""PostgreSQL's lock file (line 1 the process, line 8 its state), and a port to listen on."""

import socket
from pathlib import Path


def is_ready(pid: int, cluster: Path) -> bool:
    """Whether that process accepts connections."""
    lines = _lock(cluster)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def clear_stale_lock(cluster: Path) -> None:
    """Remove the lock of a server that was killed: its number may belong to another process by now, and PostgreSQL
    would refuse to start."""
    lines = _lock(cluster)
    if lines and not _serves(int(lines[0]), cluster):
        _lock_file(cluster).unlink(missing_ok=True)


def free_port(wanted: int) -> int:
    """Return the wanted port of this machine if it is free, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port(0)
        return int(probe.getsockname()[1])


def _lock_file(cluster: Path) -> Path:
    return cluster / "postmaster.pid"


def _lock(cluster: Path) -> list[str]:
    try:
        return _lock_file(cluster).read_text().splitlines()
    except FileNotFoundError:
        return []


def _serves(pid: int, cluster: Path) -> bool:
    """Whether that process is a postmaster of this cluster. Where there is no /proc, it may be."""
    if not Path("/proc/self/cmdline").exists():
        return True
    try:
        return str(cluster).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
