"""A seccomp filter: an allow-list of system calls, and no new executable memory (seccomp(2), filter mode).

Anything else answers EPERM. Allowed is what a running interpreter needs to compute and to use the two sockets that it
already has; it can open, create, connect, signal and start nothing.

The BPF is written by hand: Python bindings need the system's libseccomp, which is not always installed.
"""

import ctypes
import functools
import struct

from rules.lua.child import kernel

_X86_64 = {
    "read": 0, "write": 1, "close": 3, "poll": 7, "munmap": 11, "brk": 12, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35,
    "setitimer": 38, "getpid": 39, "sendto": 44, "recvfrom": 45, "exit": 60, "gettimeofday": 96, "times": 100,
    "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202, "restart_syscall": 219,
    "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "ppoll": 271,
    "set_robust_list": 273, "getrandom": 318, "rseq": 334,
}  # fmt: skip
_AARCH64 = {
    "read": 63, "write": 64, "close": 57, "munmap": 215, "brk": 214, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigreturn": 139, "sched_yield": 124, "mremap": 216, "madvise": 233,
    "nanosleep": 101, "setitimer": 103, "getpid": 172, "sendto": 206, "recvfrom": 207, "exit": 93, "gettimeofday": 169,
    "times": 153, "sigaltstack": 132, "gettid": 178, "futex": 98, "restart_syscall": 128,
    "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "exit_group": 94, "ppoll": 73,
    "set_robust_list": 99, "getrandom": 278, "rseq": 293,
}  # fmt: skip
_MACHINES = {  # Per machine: audit architecture, seccomp's own number, mmap and mprotect, the rest.
    "x86_64": (0xC000003E, 317, (9, 10), _X86_64),
    "aarch64": (0xC00000B7, 277, (222, 226), _AARCH64),
}

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000
_ARCHITECTURE, _NUMBER, _THIRD_ARGUMENT = 4, 0, 32
_X32, _PROT_EXEC = 0x40000000, 4
_SET_MODE_FILTER, _ALL_THREADS = 1, 1


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install() -> None:
    """Install the filter for all threads of the process, for good. Raise OSError where the kernel refuses or the
    machine is unknown."""
    number, filters = program()
    if kernel.syscall(number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.cast(filters, ctypes.c_void_p)):
        raise OSError("Another thread could not be held to the filter.")


@functools.cache
def program() -> tuple[int, "ctypes._Pointer[_Program]"]:
    """Return the number of seccomp(2) and the program. Raise OSError for an unknown machine."""
    if kernel.MACHINE not in _MACHINES:
        raise OSError(f"The system calls of {kernel.MACHINE} machines are not listed.")
    architecture, number, guarded, allowed = _MACHINES[kernel.MACHINE]
    code = _filter(architecture, guarded, tuple(allowed.values()))
    return number, ctypes.pointer(_Program(len(code) // 8, code))


def _filter(architecture: int, guarded: tuple[int, ...], allowed: tuple[int, ...]) -> bytes:
    """Build classic BPF. The tail is fixed (refuse, look for PROT_EXEC, refuse, allow), and jumps are relative to
    it."""
    tail = [(_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _THIRD_ARGUMENT), (_ANY_BIT, 0, 1, _PROT_EXEC),
            (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]  # fmt: skip
    numbers = [(number, 1) for number in guarded] + [(number, 4) for number in allowed]
    tests = [(_EQUAL, len(numbers) - 1 - index + target, 0, number) for index, (number, target) in enumerate(numbers)]
    head = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, len(tests), 0, _X32)]  # fmt: skip
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in (*head, *tests, *tail))
