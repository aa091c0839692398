"""Suggestions while a search is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.search.completion import MOST, Known, suggestions
from rules.search.language import parse
from rules.search.terms import TYPED_KEYS, Key

KNOWN = Known(
    values={
        Key.SERVER: ("mx1.big.example", "mx.other.example", 'odd "name"'),
        Key.PROVIDER: ("big.example",),
    }
)


def offered(before):
    return [each.text for each in suggestions(before, KNOWN)]


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("", [f"{key}:" for key in TYPED_KEYS]),
        ("later -", [f"-{key}:" for key in TYPED_KEYS]),
        ("f", ["from:"]),
        ("-se", ["-server:"]),
        ("mes", ["message:"]),
        ("other.e", ["server:mx.other.example"]),
        ("BIG", ["provider:big.example", "server:mx1.big.example"]),
        ("later -code:4", ["-code:4xx", "-code:421", "-code:450", "-code:451", "-code:452"]),
        ("outcome:t", ["outcome:transient"]),
        ("server:", ["server:mx1.big.example", "server:mx.other.example", 'server:"odd ""name"""']),
        ("subject:x", []),
        ('"a phrase', []),
    ],
)
def test_the_last_term_is_completed(before, texts):
    assert offered(before) == texts


def test_what_was_typed_before_it_stays():
    [only] = suggestions("code:4xx -from", KNOWN)
    assert "code:4xx -from"[: only.start] + only.text == "code:4xx -from:"


@given(st.text(alphabet='abefmoprstx:-"*. 4', max_size=30))
def test_every_suggestion_of_a_value_can_be_searched_for(before):
    found = suggestions(before, KNOWN)
    assert len(found) <= MOST
    for each in found:
        assert each.text.endswith(":") or parse(each.text)
