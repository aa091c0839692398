"""Scripts without mistakes, in the idioms that administrators use: nothing above information is said about them."""

from pathlib import Path

import pytest

from rules.wiring.linting import syntax_problem
from tests.lint.checking import all_findings

SCRIPTS = {path.stem: path.read_bytes() for path in sorted(Path("tests/lint/correct").glob("*.lua"))}


def test_there_are_at_least_60():
    assert len(SCRIPTS) >= 60


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_above_information_is_said(name):
    assert syntax_problem(SCRIPTS[name]) is None
    worse = [each for each in all_findings(SCRIPTS[name]) if each.severity != "information"]
    assert worse == []
