"""A text with tens of thousands of mistakes is answered soon, and its worst are still told."""

from collections import Counter

import pytest

from rules.analysis.tree import MAX_BRANCHES
from rules.lint.lint import MOST_OF_ONE_RULE
from tests.lint.checking import all_findings


def test_each_rule_says_at_most_so_many():
    source = "local x = 1\n" + "if x == 1 then\n" + "elseif x == 1 then\n" * 2_000 + "end"
    said = Counter(each.rule for each in all_findings(source))
    assert said["duplicate-condition"] == said["empty-block"] == MOST_OF_ONE_RULE


@pytest.mark.parametrize("condition", ["x", "false", "x == 'a.example'"])
def test_more_branches_than_can_be_compiled_soon_are_not_compiled(condition):
    source = "local x = 1\nif x then\n" + f"elseif {condition} then\n" * (MAX_BRANCHES + 1) + "end"
    (syntax, size) = sorted(all_findings(source), key=lambda each: each.rule)
    assert (syntax.rule, size.rule) == ("syntax", "too-large")
    assert "10,000 times `elseif`" in syntax.message
    assert "10,000 times `elseif`" in size.message
