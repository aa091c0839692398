"""Protections of the child process. Each step reports whether it worked; none is required.

What could not be switched on is shown to the user, never silently left out.
"""

import contextlib
import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from rules.lua.child import kernel, landlock, seccomp
from rules.lua.protocol.limits import MEMORY_CEILING

if sys.platform != "win32":
    import resource

FIRST_FREE_DESCRIPTOR = 5
"""Descriptors: 0 to 2 are /dev/null, 3 is the conversation, 4 the connection that ends the process."""

CPU_SECONDS = 600
"""The limit for the whole life of a process that may serve many sessions; each session has a shorter one of its own."""

_NOBODY = 65_534
_INTERPRETER_BYTES = 128 * 1024 * 1024
"""The memory that Python may use beyond the script's own: messages, values on their way, the thread's stack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """One protection; `detail` says why it is not `on`."""

    name: str
    on: bool
    detail: str


def prepare() -> None:
    """Prepare, before the processes are forked, what is the same for all of them."""
    if sys.platform == "linux":
        _address_space()
        for prepared in (landlock.ruleset_attributes, seccomp.program):
            with contextlib.suppress(OSError):  # The child's own attempt will report the reason.
                prepared()


def lock_down(start_threads: Callable[[], None]) -> tuple[Protection, ...]:
    """Apply all protections to this process for good.

    Order matters: threads start after Landlock, which they inherit, and before the limits and seccomp, which apply to
    them too and allow no new threads.
    """
    space = _address_space()
    if sys.platform != "linux":
        start_threads()
        return (_step("resource limits", lambda: _limit_resources(space)), *_linux_only())
    first = (
        _step("unprivileged user", _leave_root),
        _step("no new privileges", _refuse_privileges),
        _step("Landlock", lambda: f"no file, no TCP (ABI {landlock.install()})"),
    )
    start_threads()
    return (*first, _step("resource limits", lambda: _limit_resources(space)), _step("seccomp", _filter_calls))


def _step(name: str, switch_on: Callable[[], str]) -> Protection:
    try:
        return Protection(name=name, on=True, detail=switch_on())
    except OSError as problem:
        return Protection(name=name, on=False, detail=problem.strerror or str(problem))
    except (ValueError, ImportError) as problem:
        return Protection(name=name, on=False, detail=str(problem))


def _linux_only() -> tuple[Protection, ...]:
    detail = f"only Linux has it; this is {sys.platform}"
    names = ("unprivileged user", "no new privileges", "Landlock", "seccomp")
    return tuple(Protection(name=name, on=False, detail=detail) for name in names)


def _leave_root() -> str:
    if os.geteuid() != 0:
        return f"runs as user {os.geteuid()}"
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return f"root became user {_NOBODY}"


def _limit_resources(space: int) -> str:
    if sys.platform == "win32":
        raise OSError("Windows has no limits that a process sets itself")
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: FIRST_FREE_DESCRIPTOR,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_AS: space + MEMORY_CEILING + _INTERPRETER_BYTES,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))
    return f"no new files, processes or threads, no core dump, {CPU_SECONDS} s of processor time, bounded address space"


@functools.cache
def _address_space() -> int:
    if sys.platform != "linux":
        return 1024 * 1024 * 1024
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGESIZE")


def _refuse_privileges() -> str:
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    return "set-user-id programs and file capabilities give nothing"


def _filter_calls() -> str:
    seccomp.install()
    return "a list of allowed system calls, no new executable memory"
