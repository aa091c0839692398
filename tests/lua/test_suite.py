"""Several hundred checks of Lua 5.2's promises, which the sandbox and Debian's lua5.2 both keep.

They cover what Lua's own test suite checks without debug, io and require, in words of our own. A
file fails at its first check that does not hold, with the line.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

SUITE = sorted((Path(__file__).parent / "suite").glob("*.lua"))
LUA = shutil.which("lua5.2")


def test_the_suite_has_several_hundred_checks():
    text = "".join(path.read_text(encoding="utf-8") for path in SUITE)
    assert text.count("assert(") + text.count(" and ") > 600


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_the_sandbox_passes_the_suite(sandbox, path):
    with sandbox.open(path.read_bytes()) as session:
        assert session.loaded.error is None


@pytest.mark.skipif(LUA is None, reason="lua5.2 is not installed")
@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_lua_passes_its_own_suite(path):
    run = subprocess.run([LUA, str(path)], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
