"""Mail domains as people type them, converted to the one form that DNS, VPOP3 and every page here use."""

import ipaddress
import re
import unicodedata
from functools import lru_cache

import idna

MAX_NAME = 253
MAX_LABEL = 63
_MAX_TYPED = 1000
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)


def canonical(text: str) -> str:
    """Return the domain in lower case, as A-labels, without the final dot.

    Takes a domain, an e-mail address (the part after the last @) or an internationalised name (UTS 46 mapping, then
    IDNA 2008). Raises ValueError with a sentence for anything that is no mail domain by RFC 5321 §4.1.2: so no
    underscores, which DNS would allow, and no addresses, for which no MX lookup is made (§5.1).
    """
    domain = text.strip().rpartition("@")[2].strip()
    _refuse_unreadable(domain)
    _refuse_address(domain)
    name = _to_ascii(domain).removesuffix(".")
    _refuse_address(name)
    if len(name) > MAX_NAME:
        raise ValueError(f"The domain is too long: {len(name)} characters, and DNS allows {MAX_NAME}.")
    for label in name.split("."):
        _check_label(label, name)
    return name


@lru_cache(maxsize=10_000)
def in_unicode(name: str) -> str:
    """Return the other name of an internationalised domain: xn--bcher-kva.example is bücher.example. Return nothing for
    a domain that has one name only, or whose A-labels stand for nothing."""
    if "xn--" not in name:
        return ""
    try:
        found = idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return ""
    return found if found != name and found.isprintable() else ""


@lru_cache(maxsize=10_000)
def is_address(text: str) -> bool:
    """Return whether the text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _refuse_unreadable(domain: str) -> None:
    if domain in {"", "."}:
        raise ValueError("Enter a domain such as example.com, or an e-mail address.")
    if len(domain) > _MAX_TYPED:
        raise ValueError(f"The domain is too long: {len(domain)} characters, and DNS allows {MAX_NAME}.")
    for character in domain:
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise ValueError(f"{_quoted(domain)} contains a control character (U+{ord(character):04X}): remove it.")
        if character.isspace():
            raise ValueError(f"{_quoted(domain)} contains a space: a domain has none.")


def _refuse_address(domain: str) -> None:
    literal = domain.startswith("[") and domain.endswith("]")
    if literal or is_address(domain):
        raise ValueError(
            f"{_quoted(domain)} is an address: mail to it goes there directly, so no MX lookup is made. Enter a domain."
        )


def _to_ascii(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        reason = str(error).strip().rstrip(".") or "it has no form as A-labels"
        raise ValueError(f"{_quoted(domain)} is not a valid internationalised domain: {reason}.") from None


def _check_label(label: str, name: str) -> None:
    if not label:
        raise ValueError(f"{_quoted(name)} has an empty part: two dots in a row, or one at the start.")
    if len(label) > MAX_LABEL:
        raise ValueError(f"The part {_quoted(label)} is too long: {len(label)} characters, and DNS allows {MAX_LABEL}.")
    if "_" in label:
        raise ValueError(f"{_quoted(name)} contains an underscore: DNS allows it, a mail domain does not (RFC 5321).")
    if not _LABEL.fullmatch(label):
        raise ValueError(
            f"{_quoted(name)} is not a domain: each part is letters, digits and hyphens, with no hyphen at an end."
        )


def _quoted(text: str) -> str:
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    return ascii(shown) if not shown.isprintable() else f"“{shown}”"
