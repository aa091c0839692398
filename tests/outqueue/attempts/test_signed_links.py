"""Links that are in the world: what an earlier mxadmin signed is still read, and still written the same."""

from datetime import UTC, datetime

import pytest

from rules.outqueue.attempts.signed_links import Cursor, Reference, Signer

SIGNER = Signer(b"key")
CURSOR = Cursor(
    started="2026-11-22 22:00:00+01",
    key="50000",
    instant=datetime(2026, 11, 22, 21, tzinfo=UTC),
    since=datetime(2026, 11, 15, tzinfo=UTC),
)
REFERENCE = Reference.of(started="2026-11-22 22:00:00+01", mark="7", server="mx.example")
SIGNED_CURSOR = (
    "pzx01S4qQs87E8H76Yr7FVsiMjAyNi0xMS0yMiAyMjowMDowMCswMSIsIjUwMDAwIiwiMjAyNi0xMS0yMlQyMTowMDowMCswMDowMCIs"
    "IjIwMjYtMTEtMTVUMDA6MDA6MDArMDA6MDAiXQ"
)
SIGNED_REFERENCE = "nyhPLbZc_LuCux20WOUX-lsiMjAyNi0xMS0yMiAyMjowMDowMCswMSIsIjciLCJteC5leGFtcGxlIl0"


def test_a_cursor_keeps_its_form():
    assert CURSOR.sign(SIGNER, "scope") == SIGNED_CURSOR
    assert Cursor.read(SIGNED_CURSOR, SIGNER, "scope") == CURSOR


def test_the_address_of_an_attempt_keeps_its_form():
    assert REFERENCE.sign(SIGNER) == SIGNED_REFERENCE
    assert Reference.read(SIGNED_REFERENCE, SIGNER) == REFERENCE


@pytest.mark.parametrize("text", ["", "a", "ä", "A" * 5000, SIGNED_REFERENCE[:-1], SIGNED_REFERENCE.swapcase(), "!!!!"])
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="This is not the address of a send attempt"):
        Reference.read(text, SIGNER)
    with pytest.raises(ValueError, match="belongs to another filter"):
        Cursor.read(text, SIGNER, "scope")


@pytest.mark.parametrize(("signer", "scope"), [(Signer(b"other"), "scope"), (SIGNER, "other")])
def test_another_key_or_filter_does_not_fit(signer, scope):
    with pytest.raises(ValueError, match="belongs to another filter"):
        Cursor.read(SIGNED_CURSOR, signer, scope)


def test_a_server_that_may_not_come_back_as_it_was_stored_is_left_out():
    servers = [Reference.of(started="", mark="", server=name).server for name in ("mx\0.example", "mü", "m" * 256)]
    assert servers == ["", "", ""]
