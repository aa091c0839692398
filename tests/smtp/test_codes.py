"""The registries of codes."""

import pytest

from rules.smtp.codes import CODES, STATUSES, status_meaning
from rules.smtp.explanation import explain
from rules.smtp.reply import Reply

REGISTERED = {
    "0": [0],
    "1": range(11),
    "2": range(5),
    "3": range(7),
    "4": range(8),
    "5": range(7),
    "6": range(11),
    "7": range(31),
}
"""IANA, Simple Mail Transfer Protocol (SMTP) Enhanced Status Codes Registry, enumerated status codes."""

RFC_5321 = {
    211,
    214,
    220,
    221,
    250,
    251,
    252,
    354,
    421,
    450,
    451,
    452,
    455,
    500,
    501,
    502,
    503,
    504,
    550,
    551,
    552,
    553,
    554,
    555,
}
OTHERS = {235, 334, 432, 454, 530, 534, 535, 538, 521, 556}
"""RFC 4954, RFC 7504."""


def test_the_registry_of_enhanced_status_codes_is_known_completely():
    assert set(STATUSES) == {f"{subject}.{detail}" for subject, details in REGISTERED.items() for detail in details}


def test_the_standards_reply_codes_are_known():
    assert {str(code) for code in RFC_5321 | OTHERS} <= set(CODES)


@pytest.mark.parametrize("digit", "45")
def test_every_code_alone_gives_advice(digit):
    for detail in STATUSES:
        assert len(explain(Reply.parse(f"{digit}50 {digit}.{detail} x")).helps) == 1
    for number in range(100):
        assert len(explain(Reply.parse(f"{digit}{number:02} x")).helps) == 1


@pytest.mark.parametrize(
    ("enhanced", "meaning"),
    [
        ("5.1.10", "the recipient's domain says by a null MX that it takes no mail"),
        ("4.7.999", "something about security or policy (the detail is the server's own, not a registered one)"),
        ("5.9.1", None),
        ("2.6.4", "all went well"),
        (None, None),
    ],
)
def test_a_detail_that_is_not_registered_has_its_subjects_meaning(enhanced, meaning):
    assert status_meaning(enhanced) == meaning


@pytest.mark.parametrize(
    ("reply", "officially"),
    [
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", True),
        ("421-4.7.27 Your email has been rate limited because SPF authentication didn't pass", True),
        ("421 4.7.29 rate limited because this message wasn't sent over a TLS connection", True),
        ("421 4.7.30 rate limited because DKIM authentication didn't pass", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417", True),
        ("550 5.1.1 User unknown", False),
        ("550 5.7.1 SPF check failed", False),
        ("550 5.1.10 Recipient address has null MX", False),
        ("421 4.7.28 Too many connections", False),
        ("550 5.2.2", False),
        ("250 2.0.0 SPF passed", False),
    ],
)
def test_a_registered_meaning_is_official_only_if_the_words_contradict_it(reply, officially):
    assert explain(Reply.parse(reply)).officially is officially
