import pytest

from tests.lint.checking import all_findings, corrected, findings, marked


@pytest.mark.parametrize(
    ("source", "message", "word"),
    [
        ("local x = = 1\n", "Lua cannot load this: unexpected symbol near '='.", "local x = = 1"),
        ("local 1 = 2\n", "A name is needed after `local`, not a number: a name begins with a letter.", "local 1"),
        ("local end = 2\n", "A name is needed after `local`, and `end` is a word of Lua.", "local end"),
        ("local function (x) end\n", "A name is needed after `function`.", "function"),
        ("for 1 = 1, 2 do end\n", "A name is needed after `for`, not a number", "for 1"),
        ("goto 5\n", "A name is needed after `goto`, not a number", "goto 5"),
        ('function f(a, "b") end\n', "A name is needed after `,`, not a text", ', "b"'),
        ("x:5()\n", "After `:` a name is needed, and 5 is none.", ":5"),
        ("goto nowhere\n", "no visible label 'nowhere'", "goto nowhere"),
        ("break\n", "not inside a loop: `break` leaves a loop; a function is left with `return`.", "break"),
        ("function f() return ... end\n", "add `...` to the parameters", "..."),
        ("goto a; local b ::a:: print(b)\n", "put the label last in its block", "goto a; local b ::a:: print(b)"),
        ("x\n", "x alone is no statement: a call is `x()`, an assignment `x = …`.", "x"),
        ("f() = 1\n", "A call cannot be given a value", "f()"),
        ("local a = b = 1\n", "One statement gives one value", None),
        ("f(1 +)\n", "A value is missing after `+`.", "+"),
        ("local n = 15min\n", "15min is not a valid number in Lua", "15min"),
    ],
)
def test_the_mistake_or_the_compilers_words_stand_where_it_stopped(source, message, word):
    (finding,) = findings("syntax", source)
    assert message in finding.message
    assert finding.severity == "error"
    if word:
        assert marked("syntax", source) == [word]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("function f()\n  return 1\n  g()\nend", "function f()\n  do return 1 end\n  g()\nend"),
        ("return false 10", "return false, 10"),
        ("local x == 1", "local x = 1"),
        ("t.x == 1", "t.x = 1"),
        ("local t.x = 1", "t.x = 1"),
        ("f(a b)", "f(a, b)"),
        ("local t = {\n  a = 1\n  b = 2\n}", "local t = {\n  a = 1,\n  b = 2\n}"),
        ("local t = {'a' = 1}", "local t = {['a'] = 1}"),
        ("f(a, )", "f(a )"),
        ("local s = 'it''s'", "local s = 'it\\'s'"),
        ("local s = 'a' 'b'", "local s = 'a' .. 'b'"),
        ('local s = "C:\\data"', 'local s = "C:\\\\data"'),
        ('local s = domain:match("\\d+")', 'local s = domain:match("%d+")'),
        ("local s = 3..2", "local s = 3 .. 2"),
        ('local s = "\\d+"', 'local s = "%d+"'),
        ("local s = '^[\\w]+$'", "local s = '^[%w]+$'"),
        ('local s = "\\.example$"', 'local s = "%.example$"'),
        ("local n = 1_000", "local n = 1000"),
        ("t.end = 1", 't["end"] = 1'),
        ("print(rows.1.cnt)", "print(rows[1].cnt)"),
        ("t.1 = 2", "t[1] = 2"),
        ("local a, = 1", "local a = 1"),
        ("function f(a, ) end", "function f(a ) end"),
        ("retrun 1", "return 1"),
        ("fucntion f() end", "function f() end"),
        ("if a thne b() end", "if a then b() end"),
        ("Local a = 1", "local a = 1"),
        ("while a do goto continue end", "while a do goto continue ::continue:: end"),
    ],
)
def test_certain_mistakes_are_fixed(written, right):
    assert corrected("syntax", written) == right
    assert not any(each.severity == "error" and each.rule != "undefined-name" for each in all_findings(right))


def test_below_a_syntax_error_nothing_else_is_said():
    body = "  x = VPOP3.PostgresQuery('SELECT 1 WHERE a = ' .. mxserver)\n  return domain + 1, x[1].y\n"
    source = f"function CheckServer(domain, mxserver)\n{body}  local = 2\nend\nprint(unknown)\n"
    assert {each.rule for each in all_findings(source)} == {"syntax"}
    assert len(all_findings(source.replace("  local = 2\n", ""))) > 3


def test_bytecode_is_refused():
    assert findings("syntax", "\x1bLua")


@pytest.mark.parametrize(
    "source", ["", "\n", "-- only words\n", "goto done ::done::", "\ufefflocal function f() end f()"]
)
def test_text_that_loads_is_not_reported(source):
    assert findings("syntax", source) == []


def test_nothing_of_the_script_is_run():
    assert findings("syntax", "while true do end\n") == []
    assert findings("syntax", "error('run')\n") == []
