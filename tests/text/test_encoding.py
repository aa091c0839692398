"""Exact bytes, and their text in a browser."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.text.encoding import UnusableText, check, to_bytes, to_text


def as_a_browser_sends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(st.binary())
def test_saving_a_text_unchanged_changes_no_byte(source):
    assert to_bytes(as_a_browser_sends(to_text(source)), like=source) == source


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), st.sampled_from(["\n", "\r\n"]))
def test_a_changed_text_takes_the_line_ends_of_the_one_before(text, newline):
    like = f"-- one{newline}-- two{newline}".encode()
    stored = to_bytes(as_a_browser_sends("-- new\n" + text), like=like)
    assert stored.decode() == ("-- new\n" + text).replace("\n", newline)


@given(st.binary(min_size=1))
def test_any_bytes_can_be_shown(source):
    assert to_text(source)


def test_a_byte_order_mark_is_kept():
    source = "\ufeffreturn\n".encode()
    assert to_bytes(to_text(source) + "-- more\r\n", like=source).startswith(b"\xef\xbb\xbf")
    assert to_bytes("-- more\n" + to_text(source), like=source) == "\ufeff-- more\nreturn\n".encode()


def test_a_text_that_is_not_utf_8_is_windows_1252():
    source = b"-- 5 \x80 \x96 caf\xe9 \x84quoted\x93\n"
    assert to_text(source) == "-- 5 € – café „quoted“\n"
    assert to_bytes("-- 6 € – ‰\n", like=source) == b"-- 6 \x80 \x96 \x89\n"


def test_bytes_that_windows_1252_leaves_undefined_stay_in_a_changed_text():
    undefined = b"-- \x81\x8d\x8f\x90\x9d \xff\n"
    assert to_bytes(to_text(undefined) + "-- more\n", like=undefined) == undefined + b"-- more\n"


def test_a_letter_that_windows_1252_lacks_is_named_with_its_line():
    with pytest.raises(UnusableText, match="Line 2 contains '→', but this script is stored as Windows-1252"):
        to_bytes("-- café\n-- →\n", like=b"-- caf\xe9\n")


def test_a_nul_character_is_named_with_its_line():
    with pytest.raises(UnusableText, match="Line 3 contains a NUL character"):
        check(b"\n\n\0")


def test_each_old_line_keeps_its_own_line_end_where_they_are_mixed():
    like = b"-- one\r\n-- two\n-- three\r-- four"
    assert to_bytes("-- one\n-- new\n-- two\n-- three\n-- four", like=like) == (
        b"-- one\r\n-- new\n-- two\n-- three\r-- four"
    )
    assert to_bytes("-- one\n-- two\n-- three\n", like=like) == b"-- one\r\n-- two\n-- three\r"


def test_a_changed_line_keeps_its_end_and_a_new_one_takes_the_usual():
    assert to_bytes("-- one\n-- 2\n-- three", like=b"-- one\n-- two\r\n-- three\n") == b"-- one\n-- 2\r\n-- three"
    assert to_bytes("-- 1\n-- new\n-- two\n", like=b"-- one\r-- two\r") == b"-- 1\r-- new\r-- two\r"


LINES = st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(["\n", "\r\n", "\r"])), max_size=8)


@given(LINES, st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8))
@example([("", "\r"), ("", "\r"), ("", "\n"), ("a", "\n")], ["", "", "", "b"])
def test_no_line_changes_but_for_its_end(old, new):
    like = "".join(line + end for line, end in old).encode()
    stored = to_bytes("\n".join(new), like=like).decode()
    assert stored.replace("\r\n", "\n").replace("\r", "\n") == "\n".join(new)
