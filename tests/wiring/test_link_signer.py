"""Links to attempts: signed by Django, and still read in the form of version 0.1."""

from datetime import UTC, datetime

import pytest

from rules.outqueue.attempts.signed_links import Cursor, Reference
from rules.wiring.link_signer import LinkSigner

SIGNER = LinkSigner("a key of the tests")
CURSOR = Cursor(
    started="2026-11-22 22:00:00+01",
    key="50000",
    instant=datetime(2026, 11, 22, 21, tzinfo=UTC),
    since=datetime(2026, 11, 15, tzinfo=UTC),
)
REFERENCE = Reference.of(started="2026-11-22 22:00:00+01", mark="7", server="mx.example")
FORMER_CURSOR = (
    "Gf_y7d38_619Vx91W9bAFFsiMjAyNi0xMS0yMiAyMjowMDowMCswMSIsIjUwMDAwIiwiMjAyNi0xMS0yMlQyMTowMDowMCswMDowMCIs"
    "IjIwMjYtMTEtMTVUMDA6MDA6MDArMDA6MDAiXQ"
)
FORMER_REFERENCE = "_hDxw4H2OB1xX5IFXrCuMFsiMjAyNi0xMS0yMiAyMjowMDowMCswMSIsIjciLCJteC5leGFtcGxlIl0"
"""As version 0.1 signed them, with the same key."""


def test_a_signed_link_is_read_again():
    assert Cursor.read(CURSOR.sign(SIGNER, "scope"), SIGNER, "scope") == CURSOR
    assert Reference.read(REFERENCE.sign(SIGNER), SIGNER) == REFERENCE


def test_a_link_of_the_former_version_is_read():
    assert Cursor.read(FORMER_CURSOR, SIGNER, "scope") == CURSOR
    assert Reference.read(FORMER_REFERENCE, SIGNER) == REFERENCE


@pytest.mark.parametrize("signed", [REFERENCE.sign(SIGNER), FORMER_REFERENCE], ids=["today", "former"])
@pytest.mark.parametrize("change", [lambda text: text[:-1], str.swapcase, lambda text: text + "A" * 5000, "ä:".__add__])
def test_a_changed_link_is_refused_with_a_sentence(signed, change):
    with pytest.raises(ValueError, match="This is not the address of a send attempt"):
        Reference.read(change(signed), SIGNER)


@pytest.mark.parametrize("text", ["", "a", "ä", "!!!!", ":", "a:b"])
def test_text_without_a_signature_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="This is not the address of a send attempt"):
        Reference.read(text, SIGNER)
    with pytest.raises(ValueError, match="belongs to another filter"):
        Cursor.read(text, SIGNER, "scope")


@pytest.mark.parametrize("signed", [CURSOR.sign(SIGNER, "scope"), FORMER_CURSOR], ids=["today", "former"])
@pytest.mark.parametrize(("signer", "scope"), [(LinkSigner("another"), "scope"), (SIGNER, "other")])
def test_another_key_or_filter_does_not_fit(signed, signer, scope):
    with pytest.raises(ValueError, match="belongs to another filter"):
        Cursor.read(signed, signer, scope)


def test_a_filter_may_hold_text_that_is_no_unicode():
    assert Cursor.read(CURSOR.sign(SIGNER, "server \udce9"), SIGNER, "server \udce9") == CURSOR


def test_a_server_that_may_not_come_back_as_it_was_stored_is_left_out():
    servers = [Reference.of(started="", mark="", server=name).server for name in ("mx\0.example", "mü", "m" * 256)]
    assert servers == ["", "", ""]
