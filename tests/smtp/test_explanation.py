"""Replies in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.smtp.advice import Advice
from rules.smtp.explanation import explain
from rules.smtp.reply import Outcome, Reply


@pytest.mark.parametrize(
    ("result", "helps"),
    [
        ("450 4.7.1 Greylisted, come back in 5 minutes", "greylisting"),
        ("550 5.7.1 Service unavailable; client [192.0.2.1] is listed at dnsbl.test", "block list"),
        ("421 4.7.28 Too many connections, try again later", "return false, 10"),
        ("421 Service not available", "return false, 10"),
        ("550 5.7.25 no", "PTR record"),
        ("550 5.1.1 User unknown", "misspelt"),
        ("552 5.3.4 Message size exceeds fixed limit", "smaller"),
        ("451 4.3.0 lookup", "by itself"),
        ("Connection timed out (10060)", "did not answer in time"),
        ("Connection refused", "Nothing listens"),
        ("Connection reset by peer (10054)", "broke off"),
        ("Host not found", "looked up"),
    ],
)
def test_the_most_particular_help_is_given(result, helps):
    [given_help] = explain(Reply.parse(result)).helps
    assert helps in given_help


def test_codes_are_explained_by_the_standards():
    found = explain(Reply.parse("550 5.1.10 no"))
    assert "mailbox is not available" in found.code
    assert "null MX" in found.status
    assert explain(Reply.parse("599 5.9.99 no")).code is None
    assert explain(Reply.parse("599 5.9.99 no")).status is None


def test_a_delivered_message_needs_no_help():
    assert explain(Reply.parse("250 2.0.0 Ok, too many friends")).helps == ()


@given(st.text())
def test_any_text_at_all_has_a_verdict(text):
    reply = Reply.parse(text)
    assert explain(reply).verdict.endswith(".")
    assert reply.outcome in Outcome


def test_an_endless_reply_is_explained_by_its_beginning():
    endless = "550 5.1.1 No such user " + "a@b.example 192.0.2.7 mailbox " * 30_000
    assert explain(Reply.parse(endless)).advice is Advice.UNKNOWN_RECIPIENT


@pytest.mark.parametrize("digit", "245")
def test_no_reply_code_of_a_class_is_without_its_verdict(digit):
    verdicts = {explain(Reply.parse(f"{digit}{number:02} x")).verdict for number in range(100)}
    assert len(verdicts) == 1
