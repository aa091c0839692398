"""A kernel that refuses: for one thread and what it starts, by a seccomp filter that was there before ours."""

import ctypes
import errno
import json
import os
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.lua.child import kernel
from rules.lua.sandbox import Isolation, Sandbox
from rules.resolver.zone import ZoneResolver

T = TypeVar("T")

_SECCOMP, _PRCTL, _UNSHARE = {"x86_64": (317, 157, 272), "aarch64": (277, 167, 97)}[kernel.MACHINE]
_LANDLOCK = 444
REFUSALS = {"Landlock": (_LANDLOCK, errno.ENOSYS), "seccomp": (_SECCOMP, errno.EINVAL),
            "user namespaces": (_UNSHARE, errno.EPERM), "no new privileges": (_PRCTL, errno.EPERM)}  # fmt: skip
NEW_USER, NEW_PRIVILEGES = 0x10000000, kernel.PR_SET_NO_NEW_PRIVS
_LOAD, _EQUAL, _RETURN, _ALLOW, _ERRNO = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def refuse(*names: str) -> None:
    """Let each call of REFUSALS fail as on a kernel without it, from now on, in this thread and in all that it starts.
    Of prctl only the refusal of new privileges does."""
    code = [(_LOAD, 0, 0, 0)]
    for name in names:
        number, error = REFUSALS[name]
        if number == _PRCTL:
            code += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, 16), (_EQUAL, 1, 0, NEW_PRIVILEGES), (_RETURN, 0, 0, _ALLOW)]
            code += [(_RETURN, 0, 0, _ERRNO | error)]
        else:
            code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | error)]
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in (*code, (_RETURN, 0, 0, _ALLOW)))
    program = _Program(len(packed) // 8, packed)
    if os.geteuid() != 0:
        kernel.prctl(NEW_PRIVILEGES, 1)
    kernel.syscall(_SECCOMP, 1, 0, ctypes.cast(ctypes.pointer(program), ctypes.c_void_p))


def under_refusal(names: tuple[str, ...], work: Callable[[], T]) -> T:
    """Call `work` in a thread of its own to which the kernel refuses these calls."""

    def refused() -> T:
        refuse(*names)
        return work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(refused).result()


def become_normal_user() -> None:
    """User 1000 without any capability, who still owns root's files. Raises OSError where that is refused."""
    user, group = os.getuid(), os.getgid()
    kernel.syscall(_UNSHARE, NEW_USER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {user} 1"), ("gid_map", f"1000 {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    os.execv(sys.executable, [sys.executable, *sys.argv])  # an ordinary user's capabilities end with it


def what_holds(isolation: Isolation) -> dict[str, object]:
    """One dry run of a script that attacks, and the ledger of it."""
    script = b"function GetCheckCache() while true do pcall(error) end end function CheckServer() return false, 7 end"
    zone = ZoneResolver.parse([("zone", "a.example. 300 IN MX 10 mx.a.example.\nmx.a.example. 300 IN A 192.0.2.1\n")])
    with Sandbox(isolation=isolation) as sandbox:
        world = World(sandbox=sandbox, resolver=zone)
        events = list(run(script.replace(b"while true do", b"for i = 1, 9 do"), Scenario.of("a.example"), world))
        with sandbox.open(script) as session:
            loaded = session.loaded.error
    return {
        "minutes": events[-1].decision.hold_minutes,
        "ledger": events[-1].ledger.sandbox,
        "loaded": loaded is None,
        "protections": {item.name: [item.on, item.detail] for item in sandbox.protections()},
    }


def main() -> None:
    """`python -m tests.confinement NAME…` as a normal user, whatever user this is."""
    if os.geteuid() == 0:
        become_normal_user()
    names = tuple(sys.argv[1:])
    found = under_refusal(names, lambda: {isolation: what_holds(isolation) for isolation in Isolation})
    print(json.dumps({"user": os.geteuid(), "isolations": found}))


if __name__ == "__main__":
    main()
