"""The walls around a script that owns its whole process, tried from within and looked at from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rules.lua.parent.interpreter import ALLOCATOR
from tests.soak import children

MEMORY = {"executable memory", "make memory executable"}


def outcomes(*refused):
    tried = subprocess.run([sys.executable, "-m", "tests.lockdown", *refused], capture_output=True, timeout=120)
    told = json.loads(tried.stdout)
    assert told["off"] == list(refused)
    return told["outcomes"]


@pytest.mark.parametrize("refused", [(), ("Landlock",)], ids=str)
def test_nothing_works_that_reaches_beyond_the_process(refused):
    tried = outcomes(*refused)
    assert len(tried) >= 14
    assert {name for name, outcome in tried.items() if outcome == "worked"} == set()


def test_without_seccomp_the_other_layers_still_keep_files_network_and_processes():
    tried = outcomes("seccomp")
    assert {name for name, outcome in tried.items() if outcome == "worked"} <= MEMORY


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's process shows its descriptors to root only")
def test_a_process_that_runs_scripts_has_two_sockets_no_environment_and_no_capability(sandbox):
    with sandbox.open(b"") as session:
        assert session.loaded.error is None
        processes = [Path(f"/proc/{pid}") for pid in children(os.getpid())]
        seen = 0
        for process in processes:
            status = (process / "status").read_text()
            if "Seccomp:\t2" not in status or "State:\tZ" in status:
                continue  # the zygote, which runs no script, or what is at its end
            files = [os.readlink(path) for path in (process / "fd").iterdir()]
            if not files:
                continue  # it is ending at this moment
            seen += 1
            assert sorted(name.partition(":")[0] for name in files) == [*["/dev/null"] * 3, "socket", "socket"]
            told = (process / "environ").read_text().replace("\0glibc", ":glibc")  # glibc cuts its own entry to pieces
            environment = dict(entry.split("=", 1) for entry in told.split("\0") if entry)
            assert environment.pop("TZ", None) == os.environ.get("TZ")
            assert environment in ({}, ALLOCATOR)
            assert all(line in status for line in ("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Uid:\t65534"))
        assert seen
