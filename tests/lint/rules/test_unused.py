import pytest

from tests.lint.checking import check_server, corrected, marked

RULE = "unused"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("local x = 1", ["x"]),
        ("local x x = 2", ["x"]),
        ("local function f() end", ["f"]),
        ("local function f() return f() end", ["f"]),
        ("local a, b = 1, 2 return b", ["a"]),
        ("local function f(a, b) return b end return f", ["a"]),
        ("local f = function(a) end return f", ["a"]),
        ("function helper(a) end helper()", ["a"]),
        ("local x = 1 do local x = 2 print(x) end", ["x"]),
    ],
)
def test_names_that_are_never_read_are_reported(source, names):
    assert marked(RULE, source) == names


@pytest.mark.parametrize(
    "source",
    [
        check_server("return true"),
        "local _ = 1",
        "local function f(_unused) end return f",
        "return function(a) end",
        "print(string.gsub('a', 'b', function(all) end))",
        "for i = 1, 2 do end for k, v in pairs({}) do end",
        "local x = 1 return function() return x end",
        "local t = {} function t:m(a) end return t",
        "local x = 1 print({[x] = 1})",
    ],
)
def test_hooks_underscores_and_what_is_read_are_not(source):
    assert marked(RULE, source) == []


def test_a_useless_local_can_be_taken_out_and_a_parameter_renamed():
    assert corrected(RULE, "local x = 1\nreturn 2").lstrip() == "return 2"
    assert corrected(RULE, "local function f(a) end return f") == "local function f(_a) end return f"


def test_a_local_whose_value_does_something_stays():
    with pytest.raises(AssertionError, match="has no fix"):
        corrected(RULE, "local x = print(1)")


def test_nothing_is_said_about_a_text_that_is_still_being_typed():
    assert marked(RULE, "local limit = 5\nif lim") == []


@pytest.mark.parametrize("name", ["Checkserver", "CheckSever", "local CheckServer"])
def test_parameters_of_a_misspelt_hook_are_vpop3s(name):
    local, _, plain = name.rpartition(" ")
    assert marked(RULE, f"{local} function {plain}(domain, mxserver) return true end") == []


def test_a_label_without_goto_and_a_table_that_is_only_filled():
    assert marked(RULE, "::again:: print(1)") == ["::again::"]
    assert marked(RULE, "local seen = {} seen.a = 1 seen[2] = 3") == ["seen"]
    assert marked(RULE, "goto over ::over:: local seen = {} seen.a = 1 print(seen.a)") == []
    assert marked(RULE, "local seen = {} seen.a = 1 return seen") == []
