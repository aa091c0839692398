"""The docs of a rule, cut into paragraphs and examples."""

from rules.lint.rules import RULES
from rules.presentation.lint_explanations import Block, _blocks, explanations


def test_paragraphs_are_joined_and_examples_keep_their_lines():
    text = "One sentence.\n\n    if a then\n        b()\n\n    end\n\nMore words\nin two lines.\n"
    assert _blocks(text) == [
        Block(text="One sentence.", is_code=False),
        Block(text="if a then\n    b()\n\nend", is_code=True),
        Block(text="More words in two lines.", is_code=False),
    ]


def test_nothing_of_any_rule_is_lost():
    for rule, shown in zip(RULES.values(), explanations(), strict=True):
        words = " ".join([shown.summary, *(block.text for block in shown.blocks)]).split()
        assert (shown.name, words) == (rule.name, rule.explanation.split())
