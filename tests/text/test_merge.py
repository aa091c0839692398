"""Two texts that began as the same one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.merge import ChangedBy, Choice, marked, merged, three_way

TEXTS = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12).map("\n".join)
BASE = "one\ntwo\nthree\nfour\nfive\n"


def changed_by(places):
    return [place.changed_by.value for place in places if place.changed_by is not ChangedBy.NOBODY]


def test_changes_of_different_lines_become_one_text():
    places = three_way(BASE, BASE.replace("two", "TWO"), BASE.replace("five", "FIVE"))
    assert changed_by(places) == ["mine", "theirs"]
    assert merged(places, {}) == "one\nTWO\nthree\nfour\nFIVE\n"


def test_the_same_change_on_both_sides_is_no_clash():
    places = three_way(BASE, BASE.replace("two", "TWO"), BASE.replace("two", "TWO"))
    assert changed_by(places) == ["both"]
    assert merged(places, {}) == BASE.replace("two", "TWO")


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        (Choice.MINE, ["mine"]),
        (Choice.THEIRS, ["theirs"]),
        (Choice.MINE_THEN_THEIRS, ["mine", "theirs"]),
        (Choice.THEIRS_THEN_MINE, ["theirs", "mine"]),
    ],
)
def test_different_changes_of_one_line_wait_for_a_choice(choice, lines):
    places = three_way(BASE, BASE.replace("two", "mine"), BASE.replace("two", "theirs").replace("five", "FIVE"))
    assert changed_by(places) == ["clash", "theirs"]
    with pytest.raises(KeyError):
        merged(places, {})
    assert merged(places, {1: choice}) == "\n".join(["one", *lines, "three", "four", "FIVE", ""])


def test_a_place_says_its_line_in_the_common_parent():
    (clash,) = [p for p in three_way(BASE, BASE.replace("three", "3"), BASE.replace("three", "III")) if p.number]
    assert (clash.line, clash.base, clash.mine, clash.theirs) == (3, ("three",), ("3",), ("III",))


def test_a_final_newline_is_a_change_like_any_other():
    assert merged(three_way("a\nb", "a\nb\n", "A\nb"), {}) == "A\nb\n"


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_is_lost_and_choosing_a_side_everywhere_is_possible(base, mine, theirs):
    places = three_way(base, mine, theirs)
    for side, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "\n".join(line for place in places for line in getattr(place, side)) == text
    clashes = [place.number for place in places if place.changed_by is ChangedBy.CLASH]
    assert clashes == list(range(1, len(clashes) + 1))


@given(TEXTS, TEXTS)
def test_a_change_of_one_side_alone_is_kept_exactly(base, changed):
    assert merged(three_way(base, changed, base), {}) == changed
    assert merged(three_way(base, base, changed), {}) == changed
    assert merged(three_way(base, changed, changed), {}) == changed


def test_the_largest_texts_are_merged_in_a_moment():
    lines = [f"line {number % 97}" for number in range(200_000)]
    mine, theirs = ["mine", *lines], [*lines, "theirs"]
    started = time.process_time()
    text = merged(three_way(*("\n".join(each) for each in (lines, mine, theirs))), {})
    assert time.process_time() - started < 5
    assert text == "\n".join(["mine", *lines, "theirs"])


def test_in_a_place_only_the_lines_that_a_side_changed_are_marked():
    assert marked(("a", "b"), ("x", "b", "c")) == [("x", True), ("b", False), ("c", True)]
