import pytest

from tests.lint.checking import findings, marked

RULE = "empty-block"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("if x then end", "if"),
        ("if x then return 1 else end", "else"),
        ("if x then return 1 elseif y then else return 2 end", "elseif"),
        ("if x then ; end", "if"),
        ("while x do end", "while"),
        ("for i = 1, 5 do end", "for"),
        ("do end", "do"),
    ],
)
def test_a_block_with_nothing_in_it_is_a_warning(source, word):
    assert [each.severity for each in findings(RULE, source)] == ["warning"]
    assert marked(RULE, source) == [word]


@pytest.mark.parametrize(
    "source",
    [
        "if x then\n -- nothing to do\nend",
        "if x then return 1\nelse -- nothing\nend",
        "if x then -- nothing\nelse return 1 end",
        "while f() do -- wait\nend",
    ],
)
def test_with_a_comment_it_is_information(source):
    assert [each.severity for each in findings(RULE, source)] == ["information"]


@pytest.mark.parametrize("source", ["if x then return 1 end", "repeat until f()", "local function f() end return f"])
def test_other_blocks_are_fine(source):
    assert marked(RULE, source) == []
