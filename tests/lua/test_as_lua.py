"""The sandbox answers as Debian's lua5.2 does, but for what rules/lua/restrictions.py lists."""

import shutil
import subprocess

import pytest

from rules.lua.protocol.limits import Limits
from rules.lua.restrictions import RESTRICTIONS
from rules.lua.sandbox import Sandbox
from rules.text.windows1252 import text_of
from tests.lua.odd_calls import expressions, script

LUA = shutil.which("lua5.2")
IN_ONE_RUN = 3000
ROOMY = Limits(print_bytes=8 * 1024 * 1024, wall_ms=60_000)

pytestmark = pytest.mark.skipif(LUA is None, reason="lua5.2 is not installed")


def by_lua(source: bytes, path) -> list[str]:
    path.write_bytes(source)
    run = subprocess.run([LUA, str(path)], capture_output=True, check=True, timeout=120)
    return [text_of(line) for line in run.stdout.removesuffix(b"\n").split(b"\n")]


def by_the_sandbox(source: bytes) -> list[str]:
    with Sandbox() as sandbox, sandbox.open(source, limits=ROOMY, trace=False) as session:
        assert session.loaded.error is None
        return list(session.loaded.prints)


def test_odd_arguments_give_the_same_results_and_errors(tmp_path):
    cases = expressions()
    assert len(cases) > 9000
    for start in range(0, len(cases), IN_ONE_RUN):
        part = cases[start : start + IN_ONE_RUN]
        source = script(part)
        expected, given = by_lua(source, tmp_path / "odd.lua"), by_the_sandbox(source)
        assert len(expected) == len(given) == len(part)
        different = [(case, *pair) for case, *pair in zip(part, expected, given, strict=True) if pair[0] != pair[1]]
        assert different == []


def test_every_library_has_luas_members_except_the_restrictions(tmp_path):
    source = b"""
    for _, name in ipairs({"_G", "string", "table", "math", "bit32", "coroutine", "os"}) do
        for member in pairs(_G[name]) do print(name == "_G" and member or name .. "." .. member) end
    end"""
    theirs, ours = set(by_lua(source, tmp_path / "members.lua")), set(by_the_sandbox(source))
    assert theirs - ours - {"arg"} <= RESTRICTIONS.keys()
    assert ours - theirs == {"VPOP3"}
