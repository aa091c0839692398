"""A script's text in lines of HTML."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from rules.presentation.highlighting import highlighted, highlighted_sql

WORDS = ["local x", " = ", "'a'", "[[", "]]", "--", "\n", "\t", "<&>", "é", "\x85", "\x0c", "1"]
LUA = st.lists(st.sampled_from(WORDS))


def plain(html):
    return unescape(re.sub(r"</?(span|mark)[^>]*>", "", html))


@given(LUA.map("".join))
def test_the_text_itself_does_not_change(text):
    lines = text.split("\n")
    assert [plain(line) for line in highlighted(text)] == (lines if lines[-1] else lines[:-1])


def test_a_comment_over_several_lines_is_one_on_each():
    first, second = highlighted("--[[ one\ntwo ]]\n")
    assert first == '<span class="code-comment">--[[ one</span>'
    assert second == '<span class="code-comment">two ]]</span>'


@given(
    st.lists(st.sampled_from(["SELECT", " ", "'a'", "'", "$$", "--", "\n", "\r\n", "<&>", "é", "1"])).map("".join),
    st.integers(0, 40),
)
def test_a_querys_text_does_not_change_wherever_its_error_is(text, position):
    assert plain(highlighted_sql(text, position)).removesuffix("end") == text


def marks(html):
    return re.findall(r"<mark[^>]*>(.*?)</mark>", html)


def test_the_word_at_which_a_querys_error_was_found_is_marked():
    assert marks(highlighted_sql("SELECT nix FROM t", 8)) == ["nix"]
    assert marks(highlighted_sql("SELECT 1 FROM", 14)) == ["end"]
    assert marks(highlighted_sql("SELECT 1", None)) == []
    assert '<span class="code-keyword">SELECT</span>' in highlighted_sql("SELECT 1")
