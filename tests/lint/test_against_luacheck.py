"""mxadmin reports every certain finding of luacheck, the linter of the Lua world, on the same line."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rules.lint.finding import Finding
from rules.vpop3.hooks import HOOKS
from tests.lint.checking import all_findings

RULES = {
    "111": {"undeclared-global"},  # set
    "112": {"undefined-name"},  # a field of it set
    "113": {"undefined-name", "unavailable-call"},  # read
    "121": {"shadowing"},
    "131": {"unused", "undeclared-global"},
    "142": {"shadowing"},
    "143": {"undefined-name"},
    "211": {"unused"},
    "212": {"unused"},
    "221": {"never-set", "assignment-count"},
    "231": {"unused", "unused-value"},
    "241": {"unused"},
    "311": {"unused-value", "unused"},
    "312": {"unused-value"},
    "314": {"duplicate-key"},
    "411": {"shadowing"},
    "412": {"shadowing"},
    "421": {"shadowing"},
    "431": {"shadowing"},
    "432": {"shadowing"},
    "511": {"unreachable"},
    "512": {"single-pass-loop"},
    "521": {"unused"},
    "531": {"assignment-count"},
    "532": {"assignment-count"},
    "541": {"empty-block"},
    "542": {"empty-block"},
    "571": {"single-pass-loop"},
    "581": {"not-before-comparison"},
    "582": {"not-before-comparison"},
}
NOT_A_MISTAKE = {
    "213": "a loop variable that is not read is an idiom: for i, row in ipairs(rows)",
    "122": "a field of a library may be given a value, such as a new function for texts",
    "142": "a new field of `string` is a method for all texts",
    "611": "white space",
    "612": "white space",
    "631": "long lines",
}
HOOK_PARAMETERS = {name for hook in HOOKS.values() for name in hook.parameter_names}
SAID = re.compile(r"(?P<path>.+):(?P<line>\d+):\d+(?:-\d+)?: \([WE](?P<code>\d{3})\) (?P<words>.*)")
GLOBALS = ("VPOP3", "ConnectionId", "ConnectionName", *HOOKS)


def luacheck(folder: str) -> list[tuple[str, int, str, str]]:
    """File, line, code and words of all that it says."""
    if not shutil.which("luacheck"):
        pytest.skip("luacheck is not installed (Debian: lua-check)")
    paths = sorted(str(path) for path in Path("tests/lint", folder).glob("*.lua"))
    options = ("--no-config", "--no-cache", "--no-color", "--formatter", "plain", "--codes", "--std", "lua52", "-t")
    command = ["luacheck", *paths, *options, "--globals", *GLOBALS]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
    found = [SAID.fullmatch(line) for line in said.splitlines()]
    return [(each["path"], int(each["line"]), each["code"], each["words"]) for each in found if each]


def is_excepted(code: str, words: str) -> bool:
    named = re.findall(r"'([^']+)'", words)
    called_by_vpop3 = {"131": set(HOOKS), "212": HOOK_PARAMETERS}.get(code, set())
    return code in NOT_A_MISTAKE or bool(called_by_vpop3.intersection(named))


def _is_the_same(found: Finding, line: int, code: str) -> bool:
    """luacheck marks the condition of a `repeat` that ends in its first round, mxadmin its beginning."""
    if code == "511" and found.rule == "single-pass-loop":
        return found.range.line <= line
    return found.range.line == line and found.rule in RULES[code]


@pytest.mark.parametrize("folder", ["mistaken", "correct"])
def test_nothing_that_it_finds_certain_is_missed(folder):
    said = [each for each in luacheck(folder) if not is_excepted(each[2], each[3])]
    ours = {path: all_findings(Path(path).read_bytes()) for path in {each[0] for each in said}}
    missed = [
        (path, line, code, words)
        for path, line, code, words in said
        if not any(_is_the_same(found, line, code) for found in ours[path])
    ]
    assert missed == []


def test_the_mistaken_scripts_show_most_of_its_codes():
    assert len({code for _, _, code, _ in luacheck("mistaken")}) >= 20
