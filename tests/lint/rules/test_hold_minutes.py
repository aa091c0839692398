import pytest

from tests.lint.checking import check_server, corrected, marked, messages

RULE = "hold-minutes"


@pytest.mark.parametrize(
    ("answer", "part", "words"),
    [
        ("true, 10", "10", "only `false` holds"),
        ("nil, 10", "10", "only `false` holds"),
        ("10", "10", "A number as the first answer counts as true"),
        ("'false'", "'false'", "Text as the first answer counts as true"),
        ("{false, 10}", "{false, 10}", "A table as the first answer counts as true"),
        ("false, true", "true", "are a boolean"),
        ('false, "10"', '"10"', "are text"),
        ("false, 5 .. ''", "5 .. ''", "are text"),
        ("false, tostring(10)", "tostring(10)", "are text"),
        ("false, -5", "-5", "not a time"),
        ("false, 0", "0", "hold nothing"),
        ("false, 3600", "3600", "60 hours"),
        ("false, 15 * 60", "15 * 60", "15 hours: if seconds were meant, write 15"),
        ("false, print", "print", "are a function"),
        ("print", "print", "A function as the first answer counts as true"),
        ("false, 10081", "10081", "more than a week"),
        ("false, 60 * 24 * 8", "60 * 24 * 8", "more than a week"),
        ("false, (1e9)", "1e9", "more than a week"),
    ],
)
def test_minutes_that_vpop3_does_not_take_as_meant(answer, part, words):
    source = check_server(f"return {answer}")
    assert marked(RULE, source) == [part]
    assert words in messages(RULE, source)[0]


@pytest.mark.parametrize(
    "answer", ["false, 10", "false, 120", "false, 1440", "false, 10080", "false", "true", "defaultResult, 10", ""]
)
def test_minutes_as_documented_are_fine(answer):
    assert marked(RULE, check_server(f"return {answer}")) == []


def test_a_name_for_the_minutes_is_followed():
    assert marked(RULE, 'local HOLD = "10"\n' + check_server("return false, HOLD")) == ["HOLD"]
    assert marked(RULE, "local HOLD = 20000\n" + check_server("return false, HOLD")) == ["HOLD"]
    assert marked(RULE, "local HOLD = 20\n" + check_server("return false, HOLD")) == []


def test_minutes_from_a_query_are_text():
    rows = 'local rows = VPOP3.PostgresQuery("SELECT 5 AS minutes")'
    assert marked(RULE, check_server(rows, "return false, rows[1].minutes")) == ["rows[1].minutes"]


def test_digits_in_quotes_can_become_a_number():
    assert corrected(RULE, check_server('return false, "10"')) == check_server("return false, 10")


def test_functions_inside_the_hook_and_other_hooks_are_no_matter():
    assert marked(RULE, check_server("local function f() return true, 10 end", "return f()")) == []
    assert marked(RULE, "function GetOverrides() return {}, true end") == []
