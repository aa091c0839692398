"""Replies of remote servers, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.printable import visible
from rules.smtp.reply import Reply, outcome_of


@pytest.mark.parametrize(
    ("result", "code", "enhanced", "text"),
    [
        ("250 2.0.0 OK: queued as 4F2", "250", "2.0.0", "OK: queued as 4F2"),
        ("421 Too many connections", "421", None, "Too many connections"),
        ("550-5.7.1 Blocked by\r\n550-5.7.1 our list,\r\n550 5.7.1 see https://x.example/", "550", "5.7.1", None),
        ("550", "550", None, ""),
        ("4.4.1 connection timed out", None, "4.4.1", "connection timed out"),
        ("4500 messages waiting", None, None, "4500 messages waiting"),
        ("Connection refused", None, None, "Connection refused"),
        ("", None, None, ""),
    ],
)
def test_code_enhanced_status_code_and_text_are_told_apart(result, code, enhanced, text):
    reply = Reply.parse(result)
    assert (reply.code, reply.enhanced) == (code, enhanced)
    assert reply.text == (text if text is not None else "Blocked by\nour list,\nsee https://x.example/")


def test_a_second_line_with_another_code_keeps_it():
    assert Reply.parse("250 ok\r\n421 closing").text == "ok\n421 closing"


@given(st.text())
def test_any_text_at_all_is_a_reply_of_some_kind(text):
    assert Reply.parse(text).outcome is outcome_of(text)


@given(st.text())
def test_nothing_that_a_screen_would_obey_is_left(text):
    assert not any(ord(char) < 32 and char not in "\n\t" for char in visible(text))
    assert not set(visible(text)) & set("\x7f\u202e\u2066\u200b\ufeff")


def test_control_characters_are_shown_by_their_pictures():
    assert visible("a\x1b[31m\x00\n\u202eb") == "a␛[31m␀\n\\u202eb"
