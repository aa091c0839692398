import pytest

from tests.lint.checking import corrected, findings, marked

RULE = "single-pass-loop"


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("for _, x in ipairs(y) do if x then return 1 else return 2 end end", "warning"),
        ("for _, x in ipairs(y) do print(x) return true end", "warning"),
        ("for i = 1, 5 do print(i) break end", "warning"),
        ("for i = 1, 5 do return i end", "warning"),
        ("while x do x = f() break end", "warning"),
        ("repeat x = f() break until x", "warning"),
        ("for _, x in ipairs(y) do return x end", "information"),
        ("for k in pairs(y) do return k end", "information"),
    ],
)
def test_a_loop_that_ends_in_its_first_round(source, severity):
    assert [each.severity for each in findings(RULE, source)] == [severity]


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("for i = #t, 1 do print(i) end", "for i = #t, 1, -1 do print(i) end"),
        ("for i = 10, 1 do print(i) end", "for i = 10, 1, -1 do print(i) end"),
    ],
)
def test_a_loop_that_never_runs(source, after):
    assert corrected(RULE, source) == after


def test_a_step_of_0_never_ends():
    assert [each.severity for each in findings(RULE, "for i = 1, 5, 0 do print(i) end")] == ["error"]


@pytest.mark.parametrize(
    "source",
    [
        "for _, x in ipairs(y) do if x then return 1 end end",
        "for i = 1, #t do print(i) end",
        "for i = 1, 1 do print(i) end",
        "for i = #t, 1, -1 do print(i) end",
        "for _, x in ipairs(y) do if x then goto continue end return x ::continue:: end",
        "while true do if f() then break end end",
        "repeat local x = f() until x",
    ],
)
def test_loops_that_go_on_are_fine(source):
    assert marked(RULE, source) == []
