import pytest

from tests.lint.checking import corrected, findings, hook, marked

RULE = "key-kind"
LIST = 'local bad = {"a.example", "b.example"}'
NUMBERS = "local t = {[1] = 10, [2] = 20}"


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ([NUMBERS, "return t[rows[1].cnt]"], "t[rows[1].cnt]"),
        ([NUMBERS, "return t.first"], "t.first"),
        ([LIST, "if bad[domain] then return false end"], "bad[domain]"),
        ([LIST, "return not bad[mxserver:lower()]"], "bad[mxserver:lower()]"),
        (["local t = {a = 1, ['b'] = 2}", "return t[numRetries]"], "t[numRetries]"),
        (["local t = {a = 1}", "return t[1]"], "t[1]"),
        (["local t = {}", "t[1] = 5 table.insert(t, 6)", "return t[domain]"], "t[domain]"),
    ],
)
def test_a_key_of_another_kind_is_never_found(lines, part):
    assert [each.severity for each in findings(RULE, hook(*lines))] == ["warning"]
    assert marked(RULE, hook(*lines)) == [part]


def test_a_list_at_the_top_of_the_script_is_followed_also_as_a_global():
    assert marked(RULE, 'bad = {"a.example"}\n' + hook("return bad[domain]")) == ["bad[domain]"]
    assert marked(RULE, 'local bad = {"a.example"}\n' + hook("return bad[domain]")) == ["bad[domain]"]


@pytest.mark.parametrize(
    "lines",
    [
        [NUMBERS, "return t[tonumber(rows[1].cnt)]"],
        [NUMBERS, "t[domain] = 5", "return t[domain]"],
        [NUMBERS, "print(t)", "return t[domain]"],
        [NUMBERS, "fill(t)", "return t[domain]"],
        [NUMBERS, "local u = t", "return t[domain], u"],
        ["local t = {[1] = 2, x = 3}", "return t[domain], t[1]"],
        ["local t = {[domain] = 2}", "return t[mxserver]"],
        ["local t = {}", "return t[domain]"],
        ["local t = {[unknown] = 1}", "return t[domain]"],
        [LIST, "for _, each in ipairs(bad) do if each == domain then return false end end"],
        [LIST, "return bad[#bad], bad[numRetries]"],
        [LIST, "bad = {}", "return bad[domain]"],
        ["local t = setmetatable({1}, {__index = print})", "return t[domain]"],
    ],
)
def test_keys_that_may_be_there_are_fine(lines):
    assert marked(RULE, hook(*lines)) == []


def test_the_fix():
    assert corrected(RULE, hook(NUMBERS, "return t[rows[1].cnt]")) == hook(NUMBERS, "return t[tonumber(rows[1].cnt)]")
    names = 'local bad = {["a.example"] = true, ["b.example"] = true}'
    assert corrected(RULE, hook(LIST, "return bad[domain]")) == hook(names, "return bad[domain]")


def test_a_list_that_is_gone_through_stays_one():
    assert findings(RULE, hook(LIST, "print(#bad)", "return bad[domain]"))[0].fix is None
