import pytest

from tests.lint.checking import findings, marked

RULE = "unused-value"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("local a = 5\na = 6\nprint(a)", 1),
        ("local a = f()\nprint(1)\na = g()\nprint(a)", 1),
        ("local function f(a)\na = 5\nreturn a end return f", None),
        ("local a = 5 print(a)\na = 6", 2),
        ("local function f(a) print(a)\nif a then\na = 5 end end return f", 3),
        ("local a = 5 print(a)\na = 6\na = 7\nprint(a)", 2),
    ],
)
def test_a_value_that_nothing_reads(source, line):
    assert [(each.severity, each.range.line) for each in findings(RULE, source)] == [("warning", line)] * bool(line)


@pytest.mark.parametrize(
    "source",
    [
        "local a = 5 a = a + 1 print(a)",
        "local a = 5 if f() then a = 6 end print(a)",
        "local a = nil a = 5 print(a)",
        "local a = {} a = f() print(a)",
        "local a = 5 local function g() return a end a = 6 print(a, g)",
        "local a = 5 while f(a) do a = 6 end",
        "local a = 0 for i = 1, 5 do print(a) a = i end",
        "local a = 5 print(a) a = 6 print(a)",
        "local a, b = 1, 2 a, b = b, a print(a, b)",
        "local a = 1 ::again:: print(a) a = 2 goto again",
        "local last repeat local x = f(last) last = x until x",
    ],
)
def test_values_that_something_reads_are_fine(source):
    assert marked(RULE, source) == []
