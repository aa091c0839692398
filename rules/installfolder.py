"""VPOP3's install folder: what VPOP3 finds there as a .LUA file it imports, and renames to .LUA.OLD (documented).

The folder may be a share: every call may take long, or raise OSError at any moment.
"""

import errno
import os
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

SCRIPT = "mxserverrules.lua"
UNFINISHED = f".{SCRIPT}.unfinished"
"""Does not end with .LUA, so VPOP3 leaves it alone. One left behind is written over."""


class Seen(StrEnum):
    """OURS: the text lies there; TAKEN: VPOP3 has renamed it; OTHER: somebody put another text there; GONE: neither
    the file nor a .LUA.OLD with this text."""

    OURS = "ours"
    TAKEN = "taken"
    OTHER = "other"
    GONE = "gone"


def put(folder: Path, source: bytes) -> None:
    """Writes the script whole or not at all: VPOP3 never sees half a file. Does not make the folder: where a share is
    not mounted there is none, or it is not VPOP3's."""
    unfinished = folder / UNFINISHED
    try:
        with open(unfinished, "wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder / SCRIPT)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
    _sync(folder)


def look(folder: Path, digest: str) -> Seen:
    """What became of the text with that SHA-256. A listing in which VPOP3 renames may miss both names: what is gone is
    looked for twice."""
    seen = _look(folder, digest)
    return _look(folder, digest) if seen is Seen.GONE else seen


def _look(folder: Path, digest: str) -> Seen:
    """VPOP3 runs on Windows: the case of names does not count."""
    with os.scandir(folder) as entries:
        names = {entry.name: entry.name.casefold() for entry in entries}
    if there := [name for name, plain in names.items() if plain == SCRIPT]:
        if digests := _digests(folder, there):
            return Seen.OURS if digest in digests else Seen.OTHER
        return _look(folder, digest)  # VPOP3 renamed it between the two looks
    old = [name for name, plain in names.items() if plain == f"{SCRIPT}.old"]
    return Seen.TAKEN if digest in _digests(folder, old) else Seen.GONE


def explain(error: OSError, folder: Path) -> str:
    """One sentence: what is wrong, and what to do."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"The folder {folder} is not there: is the share mounted?"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"mxadmin may not write in {folder}: allow its user to create and replace files there."
        case errno.ENOSPC | errno.EDQUOT:
            return f"There is no space left in {folder}."
    return f"{folder} does not work: {error.strerror or error}."


def _digests(folder: Path, names: list[str]) -> set[str]:
    """Of those files that are still there."""
    found = set()
    for name in names:
        with suppress(FileNotFoundError):
            found.add(sha256((folder / name).read_bytes()).hexdigest())
    return found


def _sync(folder: Path) -> None:
    """The rename itself. Not every share can; then the file is there, but perhaps not yet on the disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
