"""The register of rules: complete, and with an explanation for people."""

from pathlib import Path

import pytest

from rules.lint.rules import RULES

FILES = {path.stem for path in Path("rules/lint/rules").glob("*.py")} - {"__init__"}


def test_every_file_is_a_rule_of_its_name_with_tests_of_its_own():
    assert {name.replace("-", "_") for name in RULES} == FILES
    assert {path.stem.removeprefix("test_") for path in Path("tests/lint/rules").glob("test_*.py")} == FILES


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_explains_itself_in_a_sentence_and_more(rule):
    assert rule.summary.endswith(".")
    assert len(rule.explanation) > len(rule.summary) + 100
