import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.resolver.names import canonical


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("example.com", "example.com"),
        ("  Example.COM.\n", "example.com"),
        ("user@example.com", "example.com"),
        ('"odd@local"@Example.com', "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("info@BÜCHER.example", "xn--bcher-kva.example"),
        ("bücher。example．", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("localhost", "localhost"),
        ("3com.example", "3com.example"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_a_domain_is_brought_into_one_form(typed: str, expected: str):
    assert canonical(typed) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a domain"),
        (" \t ", "Enter a domain"),
        (".", "Enter a domain"),
        ("user@", "Enter a domain"),
        ("a..b", "“a..b” has an empty part"),
        (".example.com", "has an empty part"),
        ("example.com..", "has an empty part"),
        ("exa mple.com", "contains a space"),
        ("exa\u00a0mple.com", "contains a space"),
        ("exa\tmple.com", "control character (U+0009)"),
        ("exam\x00ple.com", "control character (U+0000)"),
        ("\ud800.example", "control character (U+D800)"),
        ("_dmarc.example.com", "contains an underscore"),
        ("-a.example", "letters, digits and hyphens"),
        ("a-.example", "letters, digits and hyphens"),
        ("<a@example.com>", "letters, digits and hyphens"),
        ("https://example.com/", "letters, digits and hyphens"),
        ("[1.2.3.4]", "no MX lookup is made"),
        ("user@[IPv6:2001:db8::1]", "no MX lookup is made"),
        ("192.0.2.1", "no MX lookup is made"),
        ("192.0.2.1.", "no MX lookup is made"),
        ("2001:db8::1", "no MX lookup is made"),
        ("192。0。2。1", "no MX lookup is made"),
        ("a" * 64 + ".example", "64 characters, and DNS allows 63"),
        (".".join(["abcdefg"] * 32), "255 characters, and DNS allows 253"),
        ("x" * 100_000, "100000 characters, and DNS allows 253"),
        ("ü" * 60 + ".example", "not a valid internationalised domain"),
        ("☕.example", "U+2615"),
        ("١.example", "not a valid internationalised domain"),
    ],
)
def test_invalid_mail_domains_are_refused_in_a_sentence(typed: str, sentence: str):
    with pytest.raises(ValueError, match=r"\.$") as refused:
        canonical(typed)
    assert sentence in str(refused.value)


def test_the_longest_name_that_dns_allows_is_accepted():
    name = ".".join(["a" * 63] * 3 + ["b" * 61])
    assert len(name) == 253
    assert canonical(name + ".") == name


def canonical_or_refusal(text: str) -> tuple[str | None, str]:
    try:
        return canonical(text), ""
    except ValueError as refused:
        return None, str(refused)


@given(st.text(max_size=300))
def test_any_text_gives_a_name_or_one_printable_sentence(text: str):
    name, refusal = canonical_or_refusal(text)
    if name is None:
        assert refusal.isprintable()
        assert 10 < len(refusal) < 600
    else:
        assert canonical(name) == name
        assert name.isascii()
        assert name == name.lower()
        assert 0 < len(name) <= 253


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{1,10}){1,4}", fullmatch=True))
def test_case_a_final_dot_and_a_local_part_change_nothing(name: str):
    assert canonical(name) == name
    assert canonical(f"Some.One@{name.upper()}.") == name
