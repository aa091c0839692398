import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "loop-kind"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("for k, v in rows do print(k, v) end", "rows"),
        ("for k, v in rows[1] do print(k, v) end", "rows[1]"),
        ("for c in domain do print(c) end", "domain"),
        ("for k in {1, 2} do print(k) end", "{1, 2}"),
        ("for i in 5 do print(i) end", "5"),
        ("for i in #rows do print(i) end", "#rows"),
        ("for i = 1, rows do print(i) end", "rows"),
        ("for i = 1, defaultResult do print(i) end", "defaultResult"),
        ("for i = nil, 5 do print(i) end", "nil"),
        ("for _, x in ipairs(domain) do print(x) end", "domain"),
        ("for _, x in pairs(numRetries) do print(x) end", "numRetries"),
        ("return next(domain)", "domain"),
        ("for _, x in ipairs(rows[1].cnt) do print(x) end", "rows[1].cnt"),
    ],
)
def test_a_loop_over_what_it_cannot_go_over_is_an_error(line, part):
    assert [each.severity for each in findings(RULE, hook(line))] == ["error"]
    assert marked(RULE, hook(line)) == [part]


@pytest.mark.parametrize(
    "line",
    [
        "for _, row in ipairs(rows) do print(row) end",
        "for k, v in pairs(rows[1]) do print(k, v) end",
        "for k, v in next, rows do print(k, v) end",
        "for w in domain:gmatch('%a+') do print(w) end",
        "for i = #rows, 1, -1 do print(i) end",
        "local f = function() end for x in f do print(x) end",
        "for x in unknown do print(x) end",
        "for i = 1, tonumber(rows[1].cnt) do print(i) end",
    ],
)
def test_loops_as_lua_has_them_are_fine(line):
    assert marked(RULE, hook(line)) == []


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("for k, v in rows do print(k, v) end", "for k, v in ipairs(rows) do print(k, v) end"),
        ("for k, v in rows[1] do print(k, v) end", "for k, v in pairs(rows[1]) do print(k, v) end"),
        ("for i = 1, rows do print(i) end", "for i = 1, #rows do print(i) end"),
    ],
)
def test_the_fix(line, after):
    assert corrected(RULE, hook(line)) == hook(after)
