import pytest

from tests.lint.checking import findings, hook, marked

RULE = "argument-kind"


@pytest.mark.parametrize(
    ("call", "part", "severity"),
    [
        ("string.lower(rows)", "rows", "error"),
        ("string.find(defaultResult, 'x')", "defaultResult", "error"),
        ("table.insert(domain, 1)", "domain", "error"),
        ("table.concat(numRetries)", "numRetries", "error"),
        ("math.floor('many')", "'many'", "error"),
        ("math.max(1, rows)", "rows", "error"),
        ("math.min(defaultResult, 2)", "defaultResult", "error"),
        ("tonumber(rows)", "rows", "warning"),
        ("tonumber(rows[1])", "rows[1]", "warning"),
        ("tonumber(defaultResult)", "defaultResult", "warning"),
        ("pcall(rows)", "rows", "warning"),
        ("domain:find()", "domain:find()", "error"),
        ("string.find('x')", "string.find('x')", "error"),
        ("domain:gsub('a')", "domain:gsub('a')", "error"),
        ("tonumber()", "tonumber()", "error"),
        ("pcall(domain:lower())", "domain:lower()", "warning"),
    ],
)
def test_a_value_that_a_function_cannot_work_with_is_named(call, part, severity):
    assert [each.severity for each in findings(RULE, hook(f"return {call}"))] == [severity]
    assert marked(RULE, hook(f"return {call}")) == [part]


@pytest.mark.parametrize(
    "call",
    [
        "string.lower(domain)",
        "string.len(5)",
        "table.concat({1, 2})",
        "math.floor('5')",
        "math.floor(rows[1].cnt)",
        "tonumber(rows[1].cnt)",
        "pcall(print, 5)",
        "string.lower(unknown)",
        "math.random()",
        "string.find(unknown())",
        "string.find(...)",
    ],
)
def test_values_of_the_right_kind_are_fine(call):
    assert marked(RULE, hook(f"return {call}")) == []
