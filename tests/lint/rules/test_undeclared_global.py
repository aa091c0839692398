import pytest

from tests.lint.checking import check_server, findings, marked, mended

RULE = "undeclared-global"


def test_a_global_in_a_function_is_a_warning_at_its_first_assignment():
    source = check_server("total = 1", "total = total + 1", "return total > numRetries")
    (finding,) = findings(RULE, source)
    assert finding.severity == "warning"
    assert finding.range.line == 3


def test_the_fix_declares_it_where_it_is_first_given_a_value():
    assert mended(RULE, check_server("x = 1", "return x > numRetries")) == check_server(
        "local x = 1", "return x > numRetries"
    )


@pytest.mark.parametrize(
    "body",
    [
        ["if numRetries > 1 then x = 1 end", "return x == 1"],
        ["x = x or 1", "return true"],
        ["x, y = 1, 2", "return true"],
    ],
)
def test_no_fix_where_local_would_change_the_meaning(body):
    assert all(finding.fix is None for finding in findings(RULE, check_server(*body)))
    assert findings(RULE, check_server(*body))


def test_a_global_function_inside_another_is_reported():
    assert marked(RULE, "function GetCheckCache(a, b, c)\n function inner() end\n inner()\n return true\nend") == [
        "inner"
    ]


def test_at_the_top_it_is_information_once():
    source = "LIMIT = 5\nLIMIT = 6\n" + check_server("LIMIT = 7", "return numRetries < LIMIT")
    (finding,) = findings(RULE, source)
    assert (finding.severity, finding.range.line) == ("information", 1)


@pytest.mark.parametrize(
    "source",
    [
        "function CheckServer() end",
        "GetOverrides = function() end",
        "function helper() end helper()",
        "local x x = 1 print(x)",
        "local t = {} t.field = 1 t[2] = 3",
        "for i = 1, 2 do i = 3 print(i) end",
        "local function f(a) a = 1 return a end f()",
    ],
)
def test_hooks_helpers_locals_and_fields_are_not_reported(source):
    assert marked(RULE, source) == []


def test_a_function_inside_another_is_made_local_at_one_click():
    source = check_server("function helper() return true end", "return helper()")
    assert "    local function helper() return true end" in mended(RULE, source)
    assert findings(RULE, source + "print(helper)")[0].fix is None


def test_a_hook_that_is_misspelt_is_not_told_to_be_local():
    assert marked(RULE, "checkServer = function(domain) return domain end") == []
