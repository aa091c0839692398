"""The list in rules/lua/restrictions.py is true, and its Help page shows it."""

from pathlib import Path

import pytest

import rules
from rules.analysis.lua_manual import MANUAL
from rules.analysis.lua_standard import BASIC, LIBRARIES, is_refused
from rules.lua.restrictions import RESTRICTIONS
from rules.lua.sandbox import Sandbox

RAISING = [
    name for name, way in RESTRICTIONS.items() if way.startswith("an error") and name not in {"io", "debug", "package"}
]
ABSENT = [name for name, way in RESTRICTIONS.items() if way.startswith("nil, as")]


def printed(source: str) -> list[str]:
    with Sandbox() as sandbox, sandbox.open(source.encode(), trace=False) as session:
        assert session.loaded.error is None, session.loaded.error
        return list(session.loaded.prints)


def test_refused_functions_say_that_it_is_on_purpose():
    calls = [*RAISING, "io.open", "debug.sethook", "package.loadlib"]
    lines = printed("\n".join(f"print(select(2, pcall(function() return {name}('x') end)))" for name in calls))
    assert all("is not available in mxadmin's dry run, on purpose" in line for line in lines)


def test_absent_functions_are_nil():
    assert set(printed("\n".join(f"print({name})" for name in ABSENT))) == {"nil"}


def test_the_others_answer_as_they_say():
    assert printed("""
        print(os.getenv("PATH"))
        print(load("\\27Lua"))
        print(collectgarbage("setpause", 150), collectgarbage("setpause"))
        print(collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"))
    """) == ["nil", "nil\tCompiled Lua is refused: mxadmin loads text only.", "200\t150", "0\tfalse\t0"]
    assert printed("print(pcall(string.format, '%a', 1))") == ["false\tinvalid option '%a' to 'format'"]
    assert printed("print(math.random(1000))") == printed("print(math.random(1000))")


@pytest.mark.parametrize("library", [*LIBRARIES, "_G"])
def test_lint_and_completion_know_exactly_what_the_sandbox_has(library):
    """The members of `io`, `debug` and `package` are never to be had: lint names them all the same."""
    if library in {"io", "debug", "package"}:
        assert all(is_refused(f"{library}.{member}") for member in LIBRARIES[library])
        return
    sandbox = set(printed(f"for name in pairs({library}) do print(name) end"))
    known = set(LIBRARIES[library]) if library != "_G" else set(BASIC) | LIBRARIES.keys() | {"VPOP3"}
    prefix = "" if library == "_G" else f"{library}."
    usable = {name for name in sandbox if not is_refused(prefix + name)}
    assert (
        usable - {"VPOP3"} - LIBRARIES.keys()
        == {name for name in known if not is_refused(prefix + name)} - {"_ENV", "VPOP3"} - LIBRARIES.keys()
    )
    completed = {name.removeprefix(prefix) for name in MANUAL if (name.rpartition(".")[0] or "_G") == library}
    assert completed == usable - {"VPOP3"} - LIBRARIES.keys()


def test_the_page_of_the_sandbox_lists_each_of_them():
    page = Path(rules.__file__).parent / "docs" / "sandbox.md"
    text = " ".join(page.read_text(encoding="utf-8").split())
    for way in set(RESTRICTIONS.values()):
        names = ", ".join(f"`{name}`" for name, told in RESTRICTIONS.items() if told == way)
        assert f"{names}: {way}" in text
