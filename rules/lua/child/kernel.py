"""System calls by number that Python has no wrapper for. Linux only; importing this calls nothing."""

import ctypes
import functools
import os
import platform

MACHINE = platform.machine()

PR_SET_NO_NEW_PRIVS = 38
PR_SET_DUMPABLE = 4


@functools.cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def syscall(number: int, *arguments: int | ctypes.c_void_p | None) -> int:
    """Return the result. Raise OSError with the kernel's reason."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result: int = _libc().syscall(ctypes.c_long(number), *words)
    if result < 0:
        _raise()
    return result


def prctl(option: int, value: int) -> None:
    """Call prctl(2). Raise OSError with the kernel's reason."""
    if _libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        _raise()


def _raise() -> None:
    number = ctypes.get_errno()
    raise OSError(number, os.strerror(number))
