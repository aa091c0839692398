import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "call-kind"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("return domain()", "domain()"),
        ("return rows(1)", "rows(1)"),
        ("return messageSize()", "messageSize()"),
        ("return defaultResult(domain)", "defaultResult(domain)"),
        ("return rows[1].cnt()", "rows[1].cnt()"),
        ("local t = {} return t()", "t()"),
        ("return messageSize:find('9')", "messageSize:find('9')"),
        ("return defaultResult:lower()", "defaultResult:lower()"),
        ("return rows:len()", "rows:len()"),
        ("return numRetries.count", "numRetries.count"),
        ("numRetries.count = 5", "numRetries.count"),
        ("return defaultResult[1]", "defaultResult[1]"),
        ("return print.x", "print.x"),
        ("return (5).x", "(5).x"),
    ],
)
def test_calls_and_fields_of_other_values_are_errors(line, part):
    assert [each.severity for each in findings(RULE, hook(line))] == ["error"]
    assert marked(RULE, hook(line)) == [part]


@pytest.mark.parametrize(
    "line",
    [
        "return domain:lower()",
        "return tostring(messageSize):find('9')",
        "return rows[1].cnt:sub(1)",
        "local t = {f = print} return t.f(5), t.x",
        "local t = setmetatable({}, {__call = print}) return t()",
        "local t = {} setmetatable(t, {__call = print}) return t()",
        "return string.x, math.pi",
        "local f = function() return print end return f()()",
    ],
)
def test_callable_values_are_fine(line):
    assert marked(RULE, hook(line)) == []


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("return domain()", "return domain"),
        ("return rows(1)", "return rows[1]"),
        ("return messageSize:find('9')", "return tostring(messageSize):find('9')"),
    ],
)
def test_the_fix(line, after):
    assert corrected(RULE, hook(line)) == hook(after)
