import pytest

from tests.lint.checking import all_findings, corrected, findings, marked, messages

RULE = "foreign-character"


@pytest.mark.parametrize(
    ("written", "in_lua"),
    [
        ("local s = “abc”", 'local s = "abc"'),
        ("local s = „abc“", 'local s = "abc"'),
        ("local s = «abc»", 'local s = "abc"'),
        ("local s = ‘abc’", "local s = 'abc'"),
        ("local s = “it's”", 'local s = "it\'s"'),
        ('local s = “say "a"”', "local s = 'say \"a\"'"),
        ('local s = "abc”', 'local s = "abc"'),
        ("if\u00a0a then b() end", "if a then b() end"),
        ("local\u2003n = 1", "local n = 1"),
        ("local\u3000n = 1", "local n = 1"),
        ("local n\u200b = 1", "local n = 1"),
        ("local n = 1\ufeff", "local n = 1"),
        ("local n = 5 – 3", "local n = 5 - 3"),
        ("local n = 5 − a", "local n = 5 - a"),
        ("– a remark\nlocal n = 1", "-- a remark\nlocal n = 1"),
        ("local n = 1 –– a remark", "local n = 1 -- a remark"),
        ("if a ≠ b then c() end", "if a ~= b then c() end"),
        ("if a ≤ b then c() end", "if a <= b then c() end"),
        ("local n = 2 × 3", "local n = 2 * 3"),
        ("local n ＝ 1", "local n = 1"),
    ],
)
def test_it_is_replaced_by_what_lua_knows(written, in_lua):
    assert corrected(RULE, written) == in_lua


def test_each_of_several_has_its_own_finding_and_fix():
    source = "if\u00a0a\u00a0== “x” then\n  b(‘y’)\nend"
    found = findings(RULE, source)
    assert [(each.range.line, each.range.column) for each in found] == [(1, 3), (1, 5), (1, 9), (2, 5)]
    assert all(each.fix for each in found)


def test_nothing_else_is_said_until_it_is_replaced():
    source = "if\u00a0unknown then\n  return domain + 1\nend"
    assert {each.rule for each in all_findings(source)} == {RULE}


def test_a_name_with_other_letters_is_marked_whole():
    assert marked(RULE, "größe = 1") == ["größe"]
    assert "only the letters A to Z" in messages(RULE, "größe = 1")[0]


def test_a_script_in_windows_1252_is_read_alike():
    found = [each for each in all_findings("local s = “a”".encode("cp1252")) if each.rule == RULE]
    assert [(each.range.column, each.range.end_column) for each in found] == [(11, 14)]


@pytest.mark.parametrize("source", ["local s = '“quoted”'", "-- a\u00a0remark – with “quotes”", "local s = [[\u200b]]"])
def test_in_texts_and_comments_any_character_may_stand(source):
    assert marked(RULE, source) == []
