"""A kernel that refuses Landlock, seccomp or user namespaces, as containers do; root and a normal user."""

import json
import os
import subprocess
import sys

import pytest

from rules.lua.sandbox import Isolation
from tests.confinement import REFUSALS, under_refusal, what_holds

ALL = ("unprivileged user", "no new privileges", "Landlock", "resource limits", "seccomp")
EVERYTHING = tuple(REFUSALS)
REASONS = {
    "Landlock": "Function not implemented",
    "seccomp": "Invalid argument",
    "no new privileges": "Operation not permitted",
}


def is_told(found, refused):
    """Check the ledger and the list of protections: every layer is on, or named with the kernel's reason."""
    assert (found["minutes"], found["loaded"]) == (7, True)
    off = [name for name in ALL if name in refused]
    assert [name for name in ALL if not found["protections"][name][0]] == off
    named = ", ".join(f"{name} ({REASONS[name]})" for name in off)
    assert found["ledger"].endswith(f"; not available here: {named}" if off else "seccomp")
    for name in off:
        assert found["protections"][name][1] == REASONS[name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to nobody")
@pytest.mark.parametrize("isolation", list(Isolation))
@pytest.mark.parametrize("refused", [(), ("Landlock",), ("seccomp",), ("user namespaces",), EVERYTHING], ids=str)
def test_as_root_scripts_run_and_what_is_off_is_named(isolation, refused):
    found = under_refusal(refused, lambda: what_holds(isolation))
    is_told(found, refused)
    assert found["protections"]["unprivileged user"] == [True, "root became user 65534"]


@pytest.mark.parametrize("refused", [(), EVERYTHING], ids=str)
def test_as_a_normal_user_scripts_run_and_what_is_off_is_named(refused):
    found = subprocess.run(
        [sys.executable, "-m", "tests.confinement", *refused], capture_output=True, text=True, timeout=120
    )
    if "Operation not permitted" in found.stderr and os.geteuid() == 0:
        pytest.skip("root may not make a user namespace here, so there is no normal user to become")
    told = json.loads(found.stdout)
    assert told["user"] != 0
    for isolation in Isolation:
        is_told(told["isolations"][isolation], refused)
        assert told["isolations"][isolation]["protections"]["unprivileged user"][1] == f"runs as user {told['user']}"
