"""The revision with which each line came in."""

from hypothesis import given
from hypothesis import strategies as st

from rules.text.blame import blame

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=8).map("".join)


def numbered(*texts):
    return list(enumerate((text.encode() for text in texts), 1))


def test_a_line_keeps_the_revision_that_it_came_in_with():
    assert blame(numbered("a\nb\n", "a\nx\nb\n", "x\nb\ny\n")) == [2, 1, 3]


def test_a_line_that_was_away_came_in_again():
    assert blame(numbered("a\nb\n", "b\n", "a\nb\n")) == [3, 1]


def test_a_text_that_was_brought_back_has_the_origins_that_it_had():
    assert blame(numbered("a\n", "a\nb\n", "", "a\nb\n", "a\nb\nc\n"), {4: 2}) == [1, 2, 5]
    assert blame(numbered("a\nb\n", "", "a\nb\n")[1:], {3: 1}) == [3, 3]


def test_line_ends_alone_are_no_change():
    assert blame(numbered("a\nb\n", "a\r\nb\r\n")) == [1, 1]


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_every_line_was_in_all_texts_since(texts):
    origins = blame(numbered(*texts))
    lines = texts[-1].splitlines()
    assert len(origins) == len(lines)
    for line, origin in zip(lines, origins, strict=True):
        assert all(line in text.splitlines() for text in texts[origin - 1 :])
