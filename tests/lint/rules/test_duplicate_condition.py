import pytest

from tests.lint.checking import findings, hook, marked

RULE = "duplicate-condition"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('if domain == "a" then return true elseif domain == "a" then return false end', 'domain == "a"'),
        ("if numRetries > 5 then return true elseif numRetries > 10 then return false end", "numRetries > 10"),
        ("if numRetries < 5 then return true elseif numRetries == 3 then return false end", "numRetries == 3"),
        ("if numRetries ~= 5 then return true elseif numRetries > 6 then return false end", "numRetries > 6"),
        ('if domain ~= "a" then return true elseif domain == "b" then return false end', 'domain == "b"'),
        ('if domain == "a" or domain == "a" then return false end', 'domain == "a"'),
        ("if rows and rows[1] and rows then return false end", "rows"),
        ("return a and a", "a"),
    ],
)
def test_a_repeated_condition_is_a_warning(line, part):
    assert [each.severity for each in findings(RULE, hook(line))] == ["warning"]
    assert marked(RULE, hook(line)) == [part]


@pytest.mark.parametrize(
    "line",
    [
        'if domain == "a" then return true elseif domain == "b" then return false end',
        "if numRetries > 10 then return true elseif numRetries > 5 then return false end",
        "if numRetries > 5 then return true elseif numRetries < 3 then return false end",
        "if next(rows) then return true elseif next(rows) then return false end",
        'if domain == "a" or mxserver == "a" then return false end',
        "if f() or f() then return false end",
        'if domain ~= "a" then return true elseif domain == "a" then return false end',
        "if numRetries > 5 then return true elseif numRetries <= 5 then return false end",
    ],
)
def test_a_new_condition_is_fine(line):
    assert marked(RULE, hook(line)) == []
