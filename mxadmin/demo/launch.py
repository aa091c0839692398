"""Run one program as PostgreSQL wants to be run: not as root, and no longer than its parent.

    python -I -S launch.py HOW PARENT HOME PROGRAM [ARGUMENT]…

A script of its own, not code between fork and exec: the parent has threads. It imports nothing of mxadmin, so
that it is ready in milliseconds. HOW is "namespace" or "nobody": what root should try first.
"""

import ctypes
import os
import pwd
import signal
import struct
import sys
from collections.abc import Callable

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT = 1, 8, 28, 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
LINUX_CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1

libc = ctypes.CDLL(None, use_errno=True)


def main(how: str, parent: str, home: str, *program: str) -> None:
    if os.geteuid() == 0:
        leave_root(home, namespace=how == "namespace")
    if sys.platform == "linux":
        # Only now: a change of identity clears it. It is sent when the *thread* that started us ends.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("The process that asked for PostgreSQL has ended.")
    os.execv(program[0], program)  # noqa: S606


def leave_root(home: str, *, namespace: bool) -> None:
    """Give up root: in a user namespace that calls root nobody, every file stays root's; else become nobody for
    good."""
    nobody = pwd.getpwnam("nobody")
    if namespace and succeeds(enter_namespace, nobody):
        give(home, 0, 0)
        enter_namespace(nobody)
    else:
        give(home, nobody.pw_uid, nobody.pw_gid)
        become(nobody)


def succeeds(step: Callable[..., None], *arguments: object) -> bool:
    """Try it in a child, because half of it done could not be taken back."""
    if (child := os.fork()) == 0:
        try:
            step(*arguments)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def enter_namespace(user: pwd.struct_passwd) -> None:
    check(libc.unshare(CLONE_NEWUSER))
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user.pw_uid} 0 1"),
        ("gid_map", f"{user.pw_gid} 0 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def give(home: str, uid: int, gid: int) -> None:
    """Make the folder and all in it that user's, unless it is already."""
    if os.stat(home).st_uid == uid:
        return
    for folder, _, files in os.walk(home, topdown=False):
        for path in (*(os.path.join(folder, name) for name in files), folder):
            os.chown(path, uid, gid, follow_symlinks=False)


def become(user: pwd.struct_passwd) -> None:
    if sys.platform == "linux":
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)  # else access() ignores the capability of nobody
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
    if sys.platform == "linux":
        keep_reach()


def keep_reach() -> None:
    """Keep the one capability that lets the user `nobody` reach a checkout below root's home. Its absence is no
    error: PostgreSQL names the file that it could not open."""
    mask = 1 << CAP_DAC_OVERRIDE
    header = struct.pack("Ii", LINUX_CAPABILITY_VERSION_3, 0)
    libc.capset(header, struct.pack("6I", mask, mask, mask, 0, 0, 0))
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main(*sys.argv[1:])
