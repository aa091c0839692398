"""Replies of real servers, and what an administrator is told about each."""

from collections import Counter
from pathlib import Path

import pytest

from rules.smtp.advice import HELD, HOLD, Advice
from rules.smtp.explanation import explain
from rules.smtp.reply import Outcome, Reply

FOLDER = Path(__file__).parent
PROVIDERS = {
    "163", "Amazon SES", "AOL", "Barracuda", "Comcast", "Domino", "Exchange", "Exim", "GMX", "GoDaddy", "Google",
    "hMailServer", "iCloud", "IONOS", "IronPort", "La Poste", "Mail.ru", "MailEnable", "Microsoft", "Mimecast",
    "Orange", "OVH", "Postfix", "Proofpoint", "qmail", "QQ", "Rackspace", "Sendmail", "Sophos", "Strato", "Symantec",
    "T-Online", "Trend Micro", "WEB.DE", "Yahoo", "Yandex", "Zoho",
}  # fmt: skip


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [[part.replace("\\n", "\n") for part in line.split("\t")] for line in lines]


REPLIES = rows("replies.tsv")
"""Provider, advice, reply: as these servers send them, by their pages, their sources and what others were told;
personal parts are replaced."""

VARIANTS = rows("variants.tsv")
"""Advice, reply: made up of the same words, to mislead: each word that a rule reads, where it means something else."""

EVERY = [(advice, reply) for *_, advice, reply in REPLIES + VARIANTS]


def wrong(expected: list[tuple[str, str]]) -> list[tuple[str, str | None, str]]:
    found = [(advice, explain(Reply.parse(reply)).advice, reply) for advice, reply in expected]
    return [each for each in found if each[0] != each[1]]


def test_real_replies_are_explained_and_none_wrongly():
    assert len(REPLIES) >= 200
    assert wrong([(advice, reply) for _, advice, reply in REPLIES]) == []


def test_words_with_another_meaning_are_not_misread():
    assert wrong([(advice, reply) for advice, reply in VARIANTS]) == []


def test_each_provider_is_covered():
    counted = Counter(provider for provider, *_ in REPLIES)
    assert {provider for provider in PROVIDERS if not counted[provider]} == set()


def test_every_kind_of_advice_is_met():
    assert set(Advice) - {advice for advice, _ in EVERY} == {Advice.MAILBOX_OR_SIZE}
    assert explain(Reply.parse("552 no")).advice is Advice.MAILBOX_OR_SIZE


def test_advice_on_a_permanent_refusal_never_says_to_wait():
    for _, reply in EVERY:
        for digit in "45":
            explained = explain(Reply.parse(digit + reply[1:]))
            [told] = explained.helps or [""]
            if Reply.parse(digit + reply[1:]).outcome is Outcome.PERMANENT:
                assert "wait" not in told.lower()
                assert "by itself" not in told


@pytest.mark.parametrize("word", ["refused", "aborted", "reset", "closed", "not found", "could not resolve"])
@pytest.mark.parametrize("code", ["421", "450", "451", "452", "550", "552", "553", "554"])
def test_with_a_reply_code_no_word_speaks_of_sockets_or_of_dns_here(code: str, word: str):
    spoken = {Advice.NOTHING_LISTENS, Advice.BROKE_OFF, Advice.NAME_LOOKUP, Advice.UNREACHABLE, Advice.TIMED_OUT}
    for subject in ("Connection", "Mailbox", "Requested action", "Host", "Message", "Session"):
        assert explain(Reply.parse(f"{code} {subject} {word}")).advice not in spoken


def test_a_rule_that_holds_already_is_not_advised_again():
    for advice, reply in EVERY:
        plain, held = (explain(Reply.parse(reply), held=held).helps for held in (False, True))
        assert held == ((HELD,) if plain == (HOLD,) else plain), advice
