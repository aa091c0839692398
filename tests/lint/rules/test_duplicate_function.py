import pytest

from tests.lint.checking import check_server, findings, marked, messages

RULE = "duplicate-function"
HOOK = check_server("return true")


def test_the_first_of_two_hooks_with_one_name_is_reported():
    assert messages(RULE, HOOK + HOOK) == ["CheckServer is defined again in line 5: VPOP3 calls only the last one."]
    assert [each.range.line for each in findings(RULE, HOOK + HOOK)] == [1]


@pytest.mark.parametrize(
    "source",
    [
        "function helper() return 1 end function helper() return 2 end return helper()",
        "local function f() return 1 end function f() return 2 end return f()",
        "local f = function() return 1 end f = function() return 2 end return f()",
        "CheckServer = function() return true end function CheckServer() return false end",
    ],
)
def test_helpers_are_checked_too(source):
    assert len(marked(RULE, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        HOOK,
        "if x then function f() end else function f() end end f()",
        "local function f() return 1 end print(f()) function f() return 2 end return f()",
        "do local function f() return 1 end f() end do local function f() return 2 end f() end",
        "local t = {} function t.f() end function t.f() end",
        "local f function f() return f end return f",
    ],
)
def test_functions_that_are_each_used_are_fine(source):
    assert marked(RULE, source) == []
