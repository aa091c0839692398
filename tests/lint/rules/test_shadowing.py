import pytest

from tests.lint.checking import check_server, findings, marked, messages

RULE = "shadowing"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("local limit = 1\nlocal function f() local limit = 2 return limit end\nreturn f, limit", "limit"),
        ("local a = 1\nlocal a = 2\nreturn a", "a"),
        ("local i = 1\nfor i = 1, 2 do print(i) end\nreturn i", "i"),
        (check_server("local domain = 'x'", "return domain"), "domain"),
        ("local function f(string) return string end return f", "string"),
        ("local VPOP3 = {} return VPOP3", "VPOP3"),
        ("function helper() end\nlocal helper = 1\nreturn helper", "helper"),
        ("type = 5", "type"),
    ],
)
def test_a_name_that_hides_another_is_reported(source, name):
    assert marked(RULE, source) == [name]


def test_the_line_of_the_hidden_name_is_named():
    assert messages(RULE, "\nlocal a = 1\nlocal function f(a) return a end\nreturn f, a") == [
        "a hides the local of the same name from line 2: choose another name."
    ]


def test_names_of_lua_and_of_the_script_are_distinguished():
    assert messages(RULE, "local VPOP3 = 1 return VPOP3") == [
        "VPOP3 hides the table of VPOP3's functions: choose another name."
    ]
    assert messages(RULE, "local type = 1 return type") == ["type hides Lua's own type: choose another name."]


@pytest.mark.parametrize(
    "source",
    [
        "local type = type return type",
        "local a = 1 local function f(b) return b end return f, a",
        "do local a = 1 print(a) end do local a = 2 print(a) end",
        "local function f(a) return a end local function g(a) return a end return f, g",
        "for _, x in ipairs({}) do for _, y in ipairs(x) do print(y) end end",
        "local f = function() local g = 1 return g end return f",
    ],
)
def test_names_that_never_meet_are_not(source):
    assert findings(RULE, source) == []
