import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "or-constant"


@pytest.mark.parametrize(
    ("condition", "after"),
    [
        ('domain == "a" or "b"', 'domain == "a" or domain == "b"'),
        ('domain == "a" or "b" or "c"', 'domain == "a" or domain == "b" or domain == "c"'),
        ('domain ~= "a" or "b"', 'domain ~= "a" and domain ~= "b"'),
        ('domain ~= "a" and "b"', 'domain ~= "a" and domain ~= "b"'),
        ("numRetries == 1 or 2", "numRetries == 1 or numRetries == 2"),
        ('domain == ("a" or "b")', '(domain == "a" or domain == "b")'),
        ('domain ~= ("a" or "b")', '(domain ~= "a" and domain ~= "b")'),
    ],
)
def test_a_bare_value_in_a_condition_is_compared_by_the_fix(condition, after):
    source = hook(f"if {condition} then return false end")
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert corrected(RULE, source) == hook(f"if {after} then return false end")


@pytest.mark.parametrize(
    "line",
    [
        'local hit = domain == "a" or "b"',
        'while domain == "a" or "b" do end',
        'if not (domain == "a" or "b") then return false end',
        "if numRetries > 5 or 10 then return false end",
        'if mxserver:match("x") or "y" then return false end',
        "if domain == 'a' or true then return false end",
    ],
)
def test_a_constant_behind_or_is_marked_wherever_it_is_a_condition(line):
    assert len(marked(RULE, hook(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        'if domain == "a" or domain == "b" then return false end',
        'local kind = domain == "a" and "x" or "y"',
        'local name = rows[1].server or "none"',
        "local count = tonumber(rows[1].cnt) or 0",
        'print((domain == "a" and 5) or 10)',
        'if (rows[1].server or "none") == domain then return false end',
        "local limits = rows[1] or {}",
        "return false, numRetries == 0 and 5 or 10",
    ],
)
def test_choosing_a_value_is_fine(line):
    assert marked(RULE, hook(line)) == []
