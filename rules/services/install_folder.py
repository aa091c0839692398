"""VPOP3's install folder: what VPOP3 finds there as a .LUA file it imports, and renames to .LUA.OLD (documented).

The folder may be a share: every call may take long, or raise OSError at any moment.
"""

import errno
import os
from contextlib import suppress
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path

SCRIPT = "mxserverrules.lua"
OLD = f"{SCRIPT}.old"
UNFINISHED = f".{SCRIPT}.unfinished"
"""The name of a file still being written. It does not end with .LUA, so VPOP3 ignores it; one left behind is
overwritten."""


class Seen(StrEnum):
    """The state of a text in the folder. OURS: it is there; TAKEN: VPOP3 has renamed it; OTHER: another text is in its
    place; GONE: neither the file nor a new .LUA.OLD with this text."""

    OURS = "ours"
    TAKEN = "taken"
    OTHER = "other"
    GONE = "gone"


def put(folder: Path, source: bytes) -> int | None:
    """Write the script whole or not at all: VPOP3 never sees half a file. The folder is not created: where a share is
    not mounted there is none, or it is not VPOP3's. Returns the mark by which a later `look` tells an older .LUA.OLD
    from this text's."""
    before = max(_changed(folder, _named(folder, OLD)).values(), default=None)
    unfinished = folder / UNFINISHED
    there = _named(folder, SCRIPT)  # a folder that tells capitals apart must not get two of them
    try:
        with open(unfinished, "wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder / (there[0] if there else SCRIPT))
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
    _sync(folder)
    return before


def look(folder: Path, digest: str, before: int | None) -> Seen:
    """Find out what happened to the text with that SHA-256, which `put` wrote and answered with `before`. VPOP3 runs on
    Windows: the case of names does not count. A look in the very moment of VPOP3's renaming may see neither file: after
    OTHER or GONE the caller must look once more."""
    if digest in _digests(folder, _named(folder, SCRIPT)):
        return Seen.OURS
    changed = _changed(folder, _named(folder, OLD))
    if digest in _digests(folder, [name for name, when in changed.items() if when != before]):
        return Seen.TAKEN
    return Seen.OTHER if _named(folder, SCRIPT) else Seen.GONE


def explain(error: OSError, folder: Path) -> str:
    """Return one sentence: what is wrong, and what to do."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"The folder {folder} is not there: is the share mounted?"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"mxadmin may not work in {folder}: allow its user to read, create and replace files there."
        case errno.ENOSPC | errno.EDQUOT:
            return f"There is no space left in {folder}."
    return f"{folder} does not work: {error.strerror or error}."


def _named(folder: Path, name: str) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.name.casefold() == name]


def _changed(folder: Path, names: list[str]) -> dict[str, int]:
    """Return when each file was written: renaming keeps that."""
    found = {}
    for name in names:
        with suppress(FileNotFoundError):
            found[name] = (folder / name).stat().st_mtime_ns
    return found


def _digests(folder: Path, names: list[str]) -> set[str]:
    """Return the digests of the files that still exist."""
    found = set()
    for name in names:
        with suppress(FileNotFoundError), open(folder / name, "rb") as file:
            found.add(file_digest(file, "sha256").hexdigest())
    return found


def _sync(folder: Path) -> None:
    """Flush the rename to the disk. Not every share can; then the file is there, but perhaps not yet on the disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
