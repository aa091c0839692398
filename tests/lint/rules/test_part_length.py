import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "part-length"


@pytest.mark.parametrize(
    ("comparison", "after"),
    [
        ('mxserver:sub(-4) == "com"', 'mxserver:sub(-3) == "com"'),
        ('mxserver:sub(1, 3) == "mail"', 'mxserver:sub(1, 4) == "mail"'),
        ('"mail" ~= string.sub(mxserver, 1, 3)', '"mail" ~= string.sub(mxserver, 1, 4)'),
        ('mxserver:sub(2, 3) == "mail"', None),
        ('mxserver:sub(-2, -1) == "mail"', None),
    ],
)
def test_a_part_that_is_longer_or_shorter_than_the_text(comparison, after):
    source = hook(f"return {comparison}")
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    if after:
        assert corrected(RULE, source) == hook(f"return {after}")


@pytest.mark.parametrize(
    "comparison",
    [
        'mxserver:sub(-4) == ".com"',
        'mxserver:sub(1, 4) == "mail"',
        'mxserver:sub(-#domain) == "x"',
        'mxserver:sub(5) == "mail"',
        'mxserver:sub(1, -5) == "mail"',
        'mxserver:sub(1, 3) == ""',
        'mxserver:sub(-4, -2) == ".co"',
    ],
)
def test_parts_that_may_be_equal_are_fine(comparison):
    assert marked(RULE, hook(f"return {comparison}")) == []


@pytest.mark.parametrize(
    ("part", "after"),
    [
        ("mxserver:sub(0, 4)", "mxserver:sub(1, 4)"),
        ("string.sub(mxserver, 0, numRetries)", "string.sub(mxserver, 1, numRetries)"),
    ],
)
def test_letters_are_counted_from_1(part, after):
    (finding,) = findings(RULE, hook(f"return {part} == domain"))
    assert finding.severity == "information"
    assert corrected(RULE, hook(f"return {part} == domain")) == hook(f"return {after} == domain")


def test_a_part_that_begins_before_the_first_letter_has_a_length_as_well():
    assert [each.severity for each in findings(RULE, hook('return mxserver:sub(0, 3) == "mail"'))] == [
        "warning",
        "information",
    ]
