"""Changes, line by line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.diff import Change, diff
from rules.text.matching import MOST_COMPARED

TEXTS = st.lists(st.sampled_from(["a", "b", "c", ""])).map(
    lambda lines: "".join(f"{line}\n" for line in lines).encode()
)


def shown(old, new):
    return [(line.change.value, line.old, line.new, line.text) for line in diff(old, new)]


def test_added_and_removed_lines_carry_their_numbers():
    assert shown(b"a\nb\nc\n", b"a\nx\nc\n") == [
        ("same", 1, 1, "a"),
        ("removed", 2, None, "b"),
        ("added", None, 2, "x"),
        ("same", 3, 3, "c"),
    ]


def test_line_ends_alone_are_no_change():
    assert diff(b"a\r\nb\r\n", b"a\nb\n") == []


def test_equal_lines_far_from_a_change_are_left_out():
    middle = "".join(f"line {number}\n" for number in range(50))
    lines = diff(f"a\n{middle}z\n".encode(), f"b\n{middle}y\n".encode())
    assert [line.change for line in lines].count(Change.GAP) == 1
    assert len(lines) == 2 + 3 + 1 + 3 + 2


def test_everything_of_a_first_text_is_added():
    assert shown(b"", b"a\n\n") == [("added", None, 1, "a"), ("added", None, 2, "")]


def test_the_changed_word_of_a_long_line_is_marked_with_its_surroundings():
    old = ", ".join(f'"host{number}.example"' for number in range(400))
    lines = diff(old.encode(), old.replace("host300.", "host300x.").encode())
    removed, added = ([part.text for part in line.parts if part.changed] for line in lines)
    assert (removed, added) == (["host300"], ["host300x"])
    for line in lines:
        assert len("".join(part.text for part in line.parts)) < 500
        assert line.parts[0].text.startswith('"host0.example"')


def test_the_parts_of_a_long_line_are_the_line():
    old = "x" * 300 + " one two " + "y" * 300
    new = "x" * 300 + " one three four " + "y" * 300
    for line, text in zip(diff(old.encode(), new.encode()), (old, new), strict=True):
        assert "".join(part.text for part in line.parts) == text


def test_long_lines_with_little_in_common_have_no_words_marked():
    assert [line.parts for line in diff(b"a" * 600, b"a" * 100 + b"b" * 600)] == [(), ()]


def test_a_lone_carriage_return_ends_a_line_as_in_the_editor():
    assert [line.text for line in diff(b"", b"a\rb\r\nc")] == ["a", "b", "c"]


@given(TEXTS, TEXTS)
def test_the_lines_shown_lead_from_the_old_text_to_the_new_one(old, new):
    before, after = old.decode().splitlines(), new.decode().splitlines()
    for line in diff(old, new):
        if line.old:
            assert before[line.old - 1] == line.text
        if line.new:
            assert after[line.new - 1] == line.text
    counts = [line.change for line in diff(old, new)]
    assert len(after) - len(before) == counts.count(Change.ADDED) - counts.count(Change.REMOVED)


def test_a_text_too_long_to_search_is_compared_from_both_ends():
    old = "".join(f"line {number}\n" for number in range(MOST_COMPARED)).encode()
    lines = shown(old, old.replace(b"line 700\n", b"other\n"))
    assert [line for line in lines if line[0] != "same"] == [
        ("removed", 701, None, "line 700"),
        ("added", None, 701, "other"),
    ]
    assert len(lines) == 3 + 2 + 3


def test_the_hardest_texts_of_the_largest_size_are_compared_in_a_moment():
    """Every line many times over, in another order: what a search for moved lines takes longest for."""
    few = [f"l{number % 101}\n" for number in range(200_000)]
    started = time.process_time()
    lines = diff("".join(few).encode(), "".join(sorted(few)).encode())
    assert time.process_time() - started < 5
    assert lines[-1].text.endswith("more lines are not shown here.")


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_search_stays_short_just_below_the_bound(count):
    few = [f"l{number % (101 * count)}\n" for number in range(MOST_COMPARED // 2)]
    started = time.process_time()
    assert diff("".join(few).encode(), "".join(sorted(few)).encode())
    assert time.process_time() - started < 5
