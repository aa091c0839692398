"""The search language of the send attempts."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.search.language import MOST_CHARACTERS, parse, written
from rules.search.terms import Key, SearchError, Term


def said(text: str) -> list[tuple[str, str]]:
    return [(("-" if term.negated else "") + term.key, term.value) for term in parse(text)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("  \t\n ", []),
        ("greylisted", [("text", "greylisted")]),
        ("too MANY", [("text", "too"), ("text", "MANY")]),
        ('"too many"', [("text", "too many")]),
        ('"say ""no"" to it"', [("text", 'say "no" to it')]),
        ("-greylisted", [("-text", "greylisted")]),
        ('-"too many" later', [("-text", "too many"), ("text", "later")]),
        ("example.com", [("name", "example.com")]),
        ("MX1.Example.com.", [("name", "MX1.Example.com")]),
        ("bücher.example", [("name", "bücher.example")]),
        ("xn--bcher-kva.xn--p1ai", [("name", "xn--bcher-kva.xn--p1ai")]),
        ("*.example.com", [("provider", "example.com")]),
        ("ann@example.com", [("address", "ann@example.com")]),
        ("<ann@example.com>", [("address", "ann@example.com")]),
        ("@example.com", [("address", "@example.com")]),
        ("192.0.2.1", [("ip", "192.0.2.1")]),
        ("[192.0.2.1]", [("ip", "192.0.2.1")]),
        ("2001:DB8:0::1", [("ip", "2001:db8::1")]),
        ("dead:beef::1", [("ip", "dead:beef::1")]),
        ("-abcd::", [("-ip", "abcd::")]),
        ("250 4xx 42X", [("code", "250"), ("code", "4xx"), ("code", "42x")]),
        ("4.7.1 5.1.* 4.* 4.7.x", [("status", "4.7.1"), ("status", "5.1.*"), ("status", "4.*"), ("status", "4.7.*")]),
        ("4.7 8.8 1.2.3 600 12345", [("text", each) for each in ("4.7", "8.8", "1.2.3", "600", "12345")]),
        ("from:ann@x.example To:*@y.example", [("from", "ann@x.example"), ("to", "@y.example")]),
        ("server:MX1.x.example. server:*.x.example", [("server", "MX1.x.example"), ("provider", "x.example")]),
        ('server:none server:"none"', [("server", ""), ("server", "none")]),
        ("provider:*.x.example domain:@x.example", [("provider", "x.example"), ("domain", "x.example")]),
        ("code:4* code:42* code:none", [("code", "4xx"), ("code", "42x"), ("code", "")]),
        ("status:4.7 status:5 -status:4.*.*", [("status", "4.7.*"), ("status", "5.*"), ("-status", "4.*")]),
        ("outcome:FAILED -outcome:none", [("outcome", "failed"), ("-outcome", "none")]),
        ('reply:"4.7.1 later" message:<1@x>', [("reply", "4.7.1 later"), ("message", "<1@x>")]),
        ('"from:ann" "-x" "a*b"', [("text", "from:ann"), ("text", "-x"), ("text", "a*b")]),
        ("o'hara 100% a_b c\\d e\"f {{x}} '--", [("text", each) for each in ("o'hara", "100%", "a_b", "c\\d", 'e"f')]
         + [("text", "{{x}}"), ("text", "'--")]),
        ("10:30 http://x.example/", [("text", "10:30"), ("text", "http://x.example/")]),
        ("--x", [("-text", "-x")]),
    ],
)  # fmt: skip
def test_each_part_is_understood_by_its_form_or_its_key(typed, read):
    assert said(typed) == read


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("subject:hello", "“subject:” is no key. The keys are from:, to:, server:, provider:, domain:, ip:, code:"),
        ("x" * 50 + ":1", f"“{'x' * 40}…” is no key"),
        ('"open', "The quote before “open” has no end."),
        ('from:"', "has no end"),
        ('""', "nothing between the quotes"),
        ('"a"b', "Write a blank behind the quotes of “a”."),
        ("code:", "“code:” needs a value right behind it"),
        ("code: 250", "“code:” needs a value right behind it"),
        ("provider:*.", "“provider:” needs a value right behind it"),
        ("a - b", "A minus leaves out what follows it"),
        ("gre*", "A * works in codes"),
        ("*", "A * works in codes"),
        ("server:mx*.x.example", "A * works in codes"),
        ("code:99", "A reply code has three digits"),
        ("code:6xx", "A reply code has three digits"),
        ("code:x50", "A reply code has three digits"),
        ("code:*", "A reply code has three digits"),
        ("status:4.x.1", "An enhanced status code has three numbers"),
        ("status:3.1.1", "An enhanced status code has three numbers"),
        ("status:*", "An enhanced status code has three numbers"),
        ("status:4.7.1.1", "An enhanced status code has three numbers"),
        ("outcome:lost", "An outcome is one of failed, delivered, transient, permanent or none."),
        ("ip:example.com", "An IP address is written like"),
        ("ip:192.0.2.256", "An IP address is written like"),
        ("a\0b", r"a control character (U+0000) after 1 others"),
        ("\x1b[31m", "a control character (U+001B)"),
        ("a\ud800", "a control character (U+D800)"),
        ("x" * 10_240, "A search has at most 1,000 characters; this one has 10,240."),
        ("x " * 21, "These are 21 parts; up to 20"),
    ],
)
def test_what_cannot_be_understood_is_a_sentence(typed, told):
    with pytest.raises(SearchError) as raised:
        parse(typed)
    assert told in str(raised.value)
    assert len(str(raised.value)) < 300


PIECES = [*"-:\"*.@<>[]x0245 \t%_\\'\0\x85\ud800ü\u202e", "from:", "CODE:", "status:", "server:", "none", "4.7", "::1"]
typed = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)


@given(typed)
@example('message:" "" "')
@example("to:<>")
@example("x" * MOST_CHARACTERS)
def test_any_text_is_read_or_refused_and_what_is_read_is_written_so_that_it_reads_the_same(text):
    try:
        terms = parse(text)
    except SearchError:
        return
    for term in terms:
        assert parse(written([term])) == (term,)
    again = written(terms)
    assert len(again) > MOST_CHARACTERS or parse(again) == terms


def test_only_what_needs_quotes_is_written_in_them():
    assert written(parse('"plain" "two words" "250" to:"none" -server:none')) == (
        'plain "two words" "250" to:none -server:none'
    )
    assert written([Term(key=Key.REPLY, value='say "no"')]) == 'reply:"say ""no"""'
