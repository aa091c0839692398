"""The sandbox's processes, seen from outside, when they or their parent are killed or stopped."""

import os
import signal
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest

from rules.lua.protocol.errors import ErrorKind
from rules.lua.protocol.query import QueryAnswer
from rules.lua.sandbox import Isolation, Sandbox
from tests.soak import children
from tests.waiting import settles_at

ANSWERS = b'function hook() VPOP3.PostgresQuery("SELECT 1") return 1 end'


def zygotes() -> list[int]:
    """Return the children: forked processes have the same command, but are one level deeper."""
    below = [int(pid) for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]
    return [pid for pid in below if "rules.lua.child.zygote" in Path(f"/proc/{pid}/cmdline").read_text()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
def test_a_zygote_that_dies_or_stops_in_the_middle_of_runs_costs_at_most_those(signum):
    before = set(children(os.getpid()))

    def strike(sql):
        struck.extend(set(zygotes()) - before)
        for pid in struck:
            os.kill(pid, signum)
        return QueryAnswer()

    struck = []
    with Sandbox(isolation=Isolation.FORK) as sandbox:
        with sandbox.open(ANSWERS, query=strike) as one, sandbox.open(ANSWERS) as other:
            assert one.call("hook", []).returned == (1,)
            assert other.call("hook", []).returned == (1,)
        for _run in range(8):
            with sandbox.open(ANSWERS) as session:
                assert session.call("hook", []).returned == (1,)
        assert len(struck) == 1
        assert gone(struck[0])
    settles_at(set(), lambda: set(children(os.getpid())) - before)


def test_processes_that_are_killed_in_the_middle_of_a_run_cost_that_run(sandbox):
    def kill(sql):
        for pid in set(children(os.getpid())) - set(zygotes()):
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(pid, signal.SIGKILL)
            settles_at(True, lambda: gone(pid))  # noqa: B023
        return QueryAnswer()

    with sandbox.open(ANSWERS, query=kill) as session:
        error = session.call("hook", []).error
    assert error.kind is ErrorKind.CRASHED
    assert error.message == "The script's process was killed by signal 9 (SIGKILL). Nothing else was harmed."
    for _run in range(4):
        with sandbox.open(ANSWERS) as session:
            told = session.call("hook", [])
            assert (told.error, told.returned) == (None, (1,))


PARENT = """
    import os, sys, threading
    from rules.lua.protocol.query import QueryAnswer
    from rules.lua.sandbox import Isolation, Sandbox
    from tests.soak import children

    def tell(sql):
        running.release()
        return QueryAnswer()

    def hang(endless):
        with sandbox.open(b"VPOP3.PostgresQuery('SELECT 1') " + endless, query=tell) as session:
            session.call("hook")

    running = threading.Semaphore(0)
    sandbox = Sandbox(isolation=Isolation(sys.argv[1]))
    for endless in (b"while true do end", b'x = (("a"):rep(5000)):find(".-.-.-.-b")'):
        threading.Thread(target=hang, args=(endless,), daemon=True).start()
    for _ in range(2):
        running.acquire()
    print(*children(os.getpid()), flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("isolation", list(Isolation))
@pytest.mark.parametrize("signum", [None, signal.SIGTERM, signal.SIGKILL])
def test_a_parent_that_ends_in_the_middle_of_runs_leaves_no_process(isolation, signum):
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT), isolation],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": os.getcwd()},
    ) as parent:  # fmt: skip
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) >= 2
        if signum:
            parent.send_signal(signum)
    settles_at([], lambda: [pid for pid in pids if not gone(pid)])
