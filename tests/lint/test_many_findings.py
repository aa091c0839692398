"""A text with tens of thousands of mistakes is answered soon, and its worst are still told."""

from collections import Counter

from rules.lint.lint import MOST_OF_ONE_RULE
from tests.lint.checking import all_findings


def test_each_rule_says_at_most_so_many():
    source = "local x = 1\n" + "if x == 1 then\n" + "elseif x == 1 then\n" * 2_000 + "end"
    said = Counter(each.rule for each in all_findings(source))
    assert said["duplicate-condition"] == said["empty-block"] == MOST_OF_ONE_RULE
