import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "unused-result"


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("domain:lower()", "domain = domain:lower()"),
        ("string.lower(domain)", "domain = string.lower(domain)"),
        ('domain:gsub("a", "b")', 'domain = domain:gsub("a", "b")'),
        ('string.gsub(domain, "a", "b")', 'domain = string.gsub(domain, "a", "b")'),
        ("tonumber(domain)", "domain = tonumber(domain)"),
        ("tostring(numRetries)", "numRetries = tostring(numRetries)"),
        ("tonumber(rows[1].cnt)", None),
        ("math.floor(messageSize)", None),
        ("table.concat(rows)", None),
        ('os.date("%c")', None),
        ('mxserver:match("x")', None),
        ("unknown:lower()", "unknown = unknown:lower()"),
        ('("x"):rep(5)', None),
    ],
)
def test_a_result_that_is_dropped(call, after):
    assert [each.severity for each in findings(RULE, hook(call))] == ["warning"]
    assert marked(RULE, hook(call)) == [call]
    if after:
        assert corrected(RULE, hook(call)) == hook(after)


def test_an_answer_of_a_query_that_is_dropped_is_information():
    assert [each.severity for each in findings(RULE, hook('VPOP3.PostgresQuery("SELECT 1")'))] == ["information"]


@pytest.mark.parametrize(
    "line",
    [
        "print(domain:lower())",
        "domain:gsub('%a', print)",
        "table.insert(rows, 1)",
        "table.sort(rows)",
        "pcall(print)",
        "local o = {} function o:lower() end o:lower()",
        "math.randomseed(5)",
        "print(1)",
        "pcall(function() tonumber(rows) end)",
    ],
)
def test_calls_that_do_something_are_fine(line):
    assert marked(RULE, hook(line)) == []
