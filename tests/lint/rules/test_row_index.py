import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "row-index"


@pytest.mark.parametrize(
    ("line", "after", "severity"),
    [
        ("for i = 0, #rows do print(rows[i].cnt) end", "for i = 1, #rows do print(rows[i].cnt) end", "warning"),
        ("for i = 0, #rows - 1 do print(rows[i].cnt) end", "for i = 1, #rows - 1 do print(rows[i].cnt) end", "warning"),
        ("for i = 0, 5 do print(rows[i]) end", "for i = 1, 5 do print(rows[i]) end", "warning"),
        ("for i = 1, #rows + 1 do print(rows[i].cnt) end", "for i = 1, #rows do print(rows[i].cnt) end", "warning"),
        ("for i = 1, #rows - 1 do print(rows[i].cnt) end", "for i = 1, #rows do print(rows[i].cnt) end", "information"),
        (
            "local i = 0 while i < #rows do print(rows[i].cnt) i = i + 1 end",
            "local i = 1 while i <= #rows do print(rows[i].cnt) i = i + 1 end",
            "warning",
        ),
        (
            "local i = 0 repeat print(rows[i].cnt) i = i + 1 until i > #rows",
            "local i = 1 repeat print(rows[i].cnt) i = i + 1 until i > #rows",
            "warning",
        ),
        ("return rows[#rows + 1].cnt", "return rows[#rows].cnt", "warning"),
        ("return rows[#rows + 1]", "return rows[#rows]", "warning"),
        (
            "local l = {5, 6} for i = 0, #l do print(l[i]) end",
            "local l = {5, 6} for i = 1, #l do print(l[i]) end",
            "warning",
        ),
    ],
)
def test_an_element_outside_of_the_list(line, after, severity):
    assert [each.severity for each in findings(RULE, hook(line))] == [severity]
    assert corrected(RULE, hook(line)) == hook(after)


@pytest.mark.parametrize(
    "line",
    [
        "for i = 1, #rows do print(rows[i].cnt) end",
        "for i = 1, #rows - 1 do print(rows[i].cnt == rows[i + 1].cnt) end",
        "local t = {[0] = 5, 6} for i = 0, 1 do print(t[i]) end",
        "local i = 0 while i < #rows do i = i + 1 print(rows[i].cnt) end",
        "local i = 1 while i <= #rows do print(rows[i].cnt) i = i + 1 end",
        "local i = 0 while i < 5 do if i > 0 then print(rows[i].cnt) end i = i + 1 end",
        "local i = 0 while i < 5 do print(i > 0 and rows[i]) i = i + 1 end",
        "local i = 0 while i < 5 do print(i) i = i + 1 end",
        "rows[#rows + 1] = {}",
        "for i = 0, 5 do print(i) end",
        "for i = 0, 5 do unknown[i] = i end",
        "local t = {} for i = 0, 5 do t[i] = i end",
        "return rows[#rows].cnt",
    ],
)
def test_elements_inside_of_the_list_are_fine(line):
    assert marked(RULE, hook(line)) == []
