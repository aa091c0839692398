import pytest

from rules.wiring.linting import syntax_problem
from tests.lint.checking import apply, check_server, corrected, findings, marked

RULE = "undeclared-global"


def test_a_global_in_a_function_is_a_warning_at_its_first_assignment():
    source = check_server("total = 1", "total = total + 1", "return total > numRetries")
    (finding,) = findings(RULE, source)
    assert finding.severity == "warning"
    assert finding.range.line == 3


def test_the_fix_declares_it_where_it_is_first_given_a_value():
    assert corrected(RULE, check_server("x = 1", "return x > numRetries")) == check_server(
        "local x = 1", "return x > numRetries"
    )


@pytest.mark.parametrize(
    "body",
    [
        ["if numRetries > 1 then x = 1 else x = 2 end", "return x == 1"],
        ["x, y = 1, 2", "return true"],
    ],
)
def test_no_fix_where_local_would_change_the_meaning(body):
    found = findings(RULE, check_server(*body))
    assert found
    assert all(finding.fix is None for finding in found)
    assert "x is not declared, so every function of the script shares it: put `local x` above its first use." in {
        finding.message for finding in found
    }


@pytest.mark.parametrize(
    "source",
    [
        check_server("count = (count or 0) + 1", "return count > 3"),
        check_server("if count then count = 2 end", "return true"),
        check_server("count = 5", "return true") + "function GetCheckCache(a, b, c) return count == a end\n",
        check_server("local function add() count = count + 1 end", "count = 1", "add()", "return count > 1"),
        "-- Counts.\n" + check_server("count = count or 1", "return true"),
    ],
)
def test_a_value_that_is_to_last_is_declared_at_the_top(source):
    finding = findings(RULE, source)[0]
    assert "if it is to keep its value, put `local count` at the top of the script." in finding.message
    after = apply(finding.fix, source)
    assert after == f"local count\n{source}"
    assert findings(RULE, after) == []
    assert syntax_problem(after.encode()) is None


def test_the_author_must_choose_if_a_local_of_that_name_exists():
    source = check_server("count = (count or 0) + 1", "return true") + "local function f(count) return count end f()\n"
    assert [finding.fix for finding in findings(RULE, source)] == [None]


def test_functions_that_each_begin_by_giving_a_value_share_nothing():
    other = "function GetCheckCache(a, b, c)\n    x = a\n    return x == b\nend\n"
    source = check_server("x = 1", "return x > numRetries") + other
    fixes = [finding.fix for finding in findings(RULE, source)]
    assert [fix.title for fix in fixes] == ["Make x local", "Make x local"]


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
    assert "    local function helper() return true end" in corrected(RULE, source)
    assert findings(RULE, source + "print(helper)")[0].fix is None


def test_no_local_is_suggested_for_a_misspelt_hook():
    assert marked(RULE, "checkServer = function(domain) return domain end") == []
