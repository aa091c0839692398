import pytest

from tests.lint.checking import findings, marked


@pytest.mark.parametrize(
    ("source", "message", "word"),
    [
        ("local x = = 1\n", "Lua cannot load this: unexpected symbol near '='.", "local x = = 1"),
        ("local 1 = 2\n", "Lua cannot load this: <name> expected near '1'.", "1"),
        ("x = 'abc\n", "Lua cannot load this: unfinished string near ''abc'.", "'abc"),
        ("goto nowhere\n", "no visible label 'nowhere'", "goto nowhere"),
        ("x = 7 // 2\n", "unexpected symbol near '/'", "x = 7 // 2"),
    ],
)
def test_the_compilers_words_stand_where_it_stopped(source, message, word):
    (finding,) = findings("syntax", source)
    assert message in finding.message
    assert finding.severity == "error"
    assert marked("syntax", source) == [word]


def test_a_missing_end_is_told_on_the_last_line_with_text():
    (finding,) = findings("syntax", "function CheckServer()\n    if true then\n        return 1\nend\n")
    assert "'end' expected (to close 'function' at line 1) near <eof>" in finding.message
    assert finding.range.line == 4


def test_bytecode_is_refused():
    assert findings("syntax", "\x1bLua")


@pytest.mark.parametrize(
    "source", ["", "\n", "-- only words\n", "goto done ::done::", "\ufefflocal function f() end f()"]
)
def test_what_loads_is_not_reported(source):
    assert findings("syntax", source) == []


def test_nothing_of_the_script_is_run():
    assert findings("syntax", "while true do end\n") == []
    assert findings("syntax", "error('run')\n") == []
