import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "not-before-comparison"


@pytest.mark.parametrize(
    ("condition", "after", "severity"),
    [
        ('not domain == "a"', 'domain ~= "a"', "warning"),
        ('not domain ~= "a"', 'domain == "a"', "warning"),
        ("not numRetries > 5", "numRetries <= 5", "error"),
        ("not numRetries <= 5", "numRetries > 5", "error"),
        ("not a == b", "a ~= b", "warning"),
        ("not rows[1] == nil", "rows[1] ~= nil", "warning"),
        ("not #rows == 0", "#rows ~= 0", "warning"),
    ],
)
def test_not_is_moved_into_the_comparison(condition, after, severity):
    source = hook(f"if {condition} then return false end")
    assert [each.severity for each in findings(RULE, source)] == [severity]
    assert marked(RULE, source) == [condition]
    assert corrected(RULE, source) == hook(f"if {after} then return false end")


@pytest.mark.parametrize(
    "condition",
    [
        'not (domain == "a")',
        "not domain",
        "(not a) == b",
        "not a == true",
        "not a == not b",
        "not defaultResult and a == b",
    ],
)
def test_deliberate_comparisons_are_fine(condition):
    assert marked(RULE, hook(f"if {condition} then return false end")) == []
