"""Replies of remote servers, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.smtp.reply import Outcome, Reply, outcome_of
from rules.text.printable import visible


@pytest.mark.parametrize(
    ("result", "code", "enhanced", "text"),
    [
        ("250 2.0.0 OK: queued as 4F2", "250", "2.0.0", "OK: queued as 4F2"),
        ("421 Too many connections", "421", None, "Too many connections"),
        ("550-5.7.1 Blocked by\r\n550-5.7.1 our list,\r\n550 5.7.1 see https://x.example/", "550", "5.7.1", None),
        ("550", "550", None, ""),
        ("550 #5.1.0 Address rejected.", "550", "5.1.0", "Address rejected."),
        ("550 (5.1.1) No such user", "550", "5.1.1", "No such user"),
        ("550 5.7.1: refused", "550", "5.7.1", "refused"),
        ("550 4.7.1 class and code differ", "550", "4.7.1", "class and code differ"),
        ("550 Requested action not taken [5.7.1]", "550", "5.7.1", "Requested action not taken [5.7.1]"),
        ("553 not in my list of rcpthosts (#5.7.1)", "553", "5.7.1", "not in my list of rcpthosts (#5.7.1)"),
        ("421 mx.example.net 4.7.0 Busy", "421", "4.7.0", "mx.example.net 4.7.0 Busy"),
        ("450 from mx.example.net, version 5.0.1", "450", None, "from mx.example.net, version 5.0.1"),
        ("554 IP 192.0.2.7 see 4.16.55.1", "554", None, "IP 192.0.2.7 see 4.16.55.1"),
        (
            "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
            "550",
            "5.1.1",
            "RESOLVER.ADR.RecipNotFound; not found ##",
        ),
        ("220-mx.example ESMTP\n521 5.7.1 Blocked", "521", "5.7.1", "220-mx.example ESMTP\nBlocked"),
        ("220 mx.example ESMTP\n421 4.3.2 Busy", "421", "4.3.2", "220 mx.example ESMTP\nBusy"),
        ("354 go ahead\r\n552 5.2.2 full", "552", "5.2.2", "354 go ahead\nfull"),
        (
            "554-5.7.1 Blocked\n192.0.2.7 is listed\n554 see there",
            "554",
            "5.7.1",
            "Blocked\n192.0.2.7 is listed\nsee there",
        ),
        ("550 5.1.1 Unknown\n221 2.0.0 Bye", "550", "5.1.1", "Unknown\n221 2.0.0 Bye"),
        ("4.4.1 connection timed out", None, "4.4.1", "connection timed out"),
        ("4500 messages waiting", None, None, "4500 messages waiting"),
        ("Connection refused", None, None, "Connection refused"),
        ("", None, None, ""),
    ],
)
def test_code_enhanced_status_code_and_text_are_separated(result, code, enhanced, text):
    reply = Reply.parse(result)
    assert (reply.code, reply.enhanced) == (code, enhanced)
    assert reply.text == (text if text is not None else "Blocked by\nour list,\nsee https://x.example/")


def test_text_after_a_complete_reply_is_another_reply():
    reply = Reply.parse("250 ok\r\n421 closing")
    assert (reply.outcome, reply.code, reply.text) == (Outcome.DELIVERED, "250", "ok\n421 closing")


def test_a_greeting_decides_nothing_and_the_last_code_counts():
    assert outcome_of("220-mx.example ESMTP\r\n521 5.7.1 Blocked") is Outcome.PERMANENT
    assert outcome_of("550-a\r\n550-b\r\n421 c") is Outcome.TRANSIENT


def test_a_reply_of_line_ends_is_read_in_linear_time():
    assert Reply.parse("220-" + "\r\n" * 50_000).code == "220"
    assert Reply.parse("550-a\n" * 50_000).text.startswith("a\na\n")


@given(st.text())
def test_any_text_at_all_is_a_reply_of_some_kind(text):
    assert Reply.parse(text).outcome is outcome_of(text)


@given(st.text())
def test_control_sequences_of_terminals_are_removed(text):
    assert not any(ord(char) < 32 and char not in "\n\t" for char in visible(text))
    assert not set(visible(text)) & set("\x7f\u202e\u2066\u200b\ufeff")


def test_control_characters_are_shown_by_their_pictures():
    assert visible("a\x1b[31m\x00\n\u202eb") == "a␛[31m␀\n\\u202eb"
