import pytest

from tests.lint.checking import corrected, findings, hook, marked, messages

RULE = "constant-condition"


@pytest.mark.parametrize(
    ("condition", "word"),
    [
        ('domain ~= "a" or domain ~= "b"', "true"),
        ('domain == "a" and domain == "b"', "false"),
        ('domain == "a" and domain ~= "a"', "false"),
        ("numRetries > 5 and numRetries < 3", "false"),
        ("numRetries >= 5 and 5 > numRetries", "false"),
        ("numRetries > 5 and numRetries == 3", "false"),
        ("numRetries > 3 or numRetries < 5", "true"),
        ("numRetries ~= 1 or numRetries ~= 2", "true"),
        ("numRetries < 0", "false"),
        ("messageSize >= 0", "true"),
        ("#domain < 0", "false"),
        ("domain == domain", "true"),
        ("rows[1].cnt ~= rows[1].cnt", "false"),
        ("numRetries < numRetries", "false"),
        ("#rows == nil", "false"),
        ("numRetries + 1 ~= nil", "true"),
    ],
)
def test_a_comparison_that_is_settled_is_a_warning(condition, word):
    (finding,) = findings(RULE, hook(f"if {condition} then return false end"))
    assert finding.severity == "warning"
    assert f"always {word}" in finding.message


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ("#rows", "#rows"),
        ("not #rows", "#rows"),
        ("numRetries + 1", "numRetries + 1"),
        ("domain .. ''", "domain .. ''"),
        ("isBusy", "isBusy"),
        ("rows[1] and isBusy", "isBusy"),
    ],
)
def test_a_value_that_always_counts_as_true_is_a_warning(condition, part):
    source = "local function isBusy() return true end\n" + hook(f"if {condition} then return false end", "isBusy()")
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert marked(RULE, source) == [part]


@pytest.mark.parametrize("condition", ["domain == nil", "mxserver ~= nil", "numRetries", "messageSize"])
def test_checks_of_a_careful_author_are_information(condition):
    assert [each.severity for each in findings(RULE, hook(f"if {condition} then return false end"))] == ["information"]


@pytest.mark.parametrize(
    "condition",
    [
        'domain == "a" or domain == "b"',
        'domain ~= "a" and domain ~= "b"',
        "numRetries > 3 and numRetries < 5",
        "numRetries >= 3 and numRetries <= 3",
        "numRetries < 3 or numRetries > 5",
        'domain == "a" and mxserver == "b"',
        'domain:lower() == "a" and domain:upper() == "b"',
        "numRetries == 0",
        "(rows and rows[1]) == nil",
        "numRetries > 0",
        "#rows > 0",
        "rows[1]",
        "tonumber(rows[1].cnt)",
        "unknown ~= unknown",
        "next(rows)",
        "domain:match('x')",
        "isBusy()",
        "string.startswith",
        "messageSize > 1e6 and 5",
    ],
)
def test_conditions_that_ask_something_are_fine(condition):
    source = "local function isBusy() return true end\n" + hook(f"if {condition} then return false end", "isBusy()")
    assert marked(RULE, source) == []


def test_the_fixes():
    assert corrected(RULE, hook('return domain ~= "a" or domain ~= "b"')) == hook(
        'return domain ~= "a" and domain ~= "b"'
    )
    assert corrected(RULE, hook('return domain == "a" and domain == "b"')) == hook(
        'return domain == "a" or domain == "b"'
    )
    assert corrected(RULE, hook("if #rows then return false end")) == hook("if #rows > 0 then return false end")


def test_the_sentence_says_always_true_and_asks_for_and():
    assert messages(RULE, hook('return domain ~= "a" or domain ~= "b"')) == [
        "This is always true, whatever domain is: is `and` meant?"
    ]


def test_a_constant_by_name_counts():
    assert (
        len(findings(RULE, "local MOST, LEAST = 3, 5\n" + hook("return numRetries > LEAST and numRetries < MOST"))) == 1
    )
