import pytest

from tests.lint.checking import CHECK_SERVER, all_findings, corrected, marked, messages

RULE = "unclosed"


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        ("if a\n  b()\nend", "if a then\n  b()\nend"),
        ("if a == 1 return end", "if a == 1 then return end"),
        ("if a then b() elseif c\n  d() end", "if a then b() elseif c then\n  d() end"),
        ("if a do b() end", "if a then b() end"),
        ("while a\n  b()\nend", "while a do\n  b()\nend"),
        ("while a then b() end", "while a do b() end"),
        ("for i = 1, 3\n  b(i)\nend", "for i = 1, 3 do\n  b(i)\nend"),
        ("for k in pairs(t)\n  b(k)\nend", "for k in pairs(t) do\n  b(k)\nend"),
        ("if a then\n  b()", "if a then\n  b()\nend"),
        ("function f()\n  if a then\n    b()\nend\n", "function f()\n  if a then\n    b()\n  end\nend\n"),
        (
            "function f()\n  for i = 1, 2 do\n    b(i)\n  return 1\nend",
            "function f()\n  for i = 1, 2 do\n    b(i)\n  end\n  return 1\nend",
        ),
        (
            "function f()\n  return 1\n\nfunction g()\n  return 2\nend",
            "function f()\n  return 1\n\nend\nfunction g()\n  return 2\nend",
        ),
        (
            "function f()\n  if a then\n    b()\n  end\n  end\n  return 1\nend",
            "function f()\n  if a then\n    b()\n  end\n  return 1\nend",
        ),
        ("local a = 1 end", "local a = 1 "),
        ("f(1))", "f(1)"),
        ("local s = 'C:\\'", "local s = 'C:\\\\'"),
    ],
)
def test_missing_and_superfluous_words_are_fixed(written, closed):
    assert corrected(RULE, written) == closed
    assert not any(each.severity == "error" and each.rule != "undefined-name" for each in all_findings(closed))


@pytest.mark.parametrize(
    ("written", "word", "message"),
    [
        ("if a then\n  b()", ")", "The `if` of line 1 is not closed: `end` is missing at the end of the text."),
        (
            "function f()\n  if a then\n    b()\nend",
            "end",
            "The `if` of line 2 is not closed: `end` is missing before line 4.",
        ),
        ("if a\n  b()\nend", "if a", "The `if` of line 1 has no `then` after its condition."),
        ("f(1, 2", "(", "This `(` is not closed: `)` is missing at the end of the text."),
        ("local t = {1, 2\nlocal n = 1", "{", "`}` is missing before `local` in line 2."),
        ("if f(a then b() end", "(", "`)` is missing before `then` in line 1."),
        ("local s = 'abc", "'abc", "its ' is missing in this line"),
        ("local s = [[abc\nlocal n", "[[", "The long text that begins here with `[[` is never closed"),
        ("--[==[ abc ]]\nlocal n", "--[==[", "`]==]` is missing"),
        ("repeat\n  a()\nend", "end", "`end` does not close the `repeat` of line 1"),
        ("else", "else", "belongs to nothing"),
    ],
)
def test_it_is_reported_at_its_place(written, word, message):
    assert marked(RULE, written) == [word]
    assert message in messages(RULE, written)[0]


def test_two_open_blocks_are_two_findings():
    told = messages(RULE, "function f()\n  if a then\n    b()")
    assert [each.split(" is")[0] for each in told] == ["The `if` of line 2", "The `function` of line 1"]


def test_nothing_is_said_of_the_rest():
    source = f"{CHECK_SERVER}\n  if unknown\n    return 1\n  end\nend"
    assert [each.rule for each in all_findings(source)] == [RULE]
