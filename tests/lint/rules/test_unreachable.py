import pytest

from tests.lint.checking import check_server, marked, messages

RULE = "unreachable"


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("do return 1 end print(2) print(3)", "print(2) print(3)"),
        (check_server("error('no')", "return true"), "return true"),
        ("while true do print(1) end\nprint(2)", "print(2)"),
        ("for i = 1, 2 do break print(i) end", "print(i)"),
        ("if x then return 1 else return 2 end print(3)", "print(3)"),
        ("repeat print(1) until false print(2)", "print(2)"),
        ("if false then print(1) end", "print(1)"),
        ("if true then print(1) else print(2) end", "print(2)"),
        ("while nil do print(1) end", "print(1)"),
        ("goto l print(1) do ::l:: end ::l2::", None),
        ("os.exit() print(1)", "print(1)"),
    ],
)
def test_code_that_nothing_leads_to_is_marked_to_its_end(source, part):
    assert marked(RULE, source) == ([part] if part else [])


@pytest.mark.parametrize(
    "source",
    [
        "while true do if x then break end end print(1)",
        "if x then return 1 elseif y then return 2 end print(3)",
        "goto done print(1) ::done:: print(2)",
        "while x do print(1) end print(2)",
        "local function f() return 1 end print(f())",
        "repeat local done = f() until done print(1)",
        "if x then error('x') end print(2)",
        "while true do for i = 1, 2 do break end end",
    ],
)
def test_code_that_can_run_is_not(source):
    assert marked(RULE, source) == []


def test_a_break_of_an_inner_loop_does_not_leave_the_outer():
    assert marked(RULE, "while true do for i = 1, 2 do break end end print(1)") == ["print(1)"]


def test_the_reason_is_named():
    assert messages(RULE, "if 0 then print(1) else print(2) end") == [
        "This never runs: a condition before it is always true."
    ]


def test_code_after_something_broken_may_be_reached():
    assert marked(RULE, "function f(a) if a != 1 then return 1 end return 2 end") == []
