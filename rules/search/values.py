"""The value of a term, read from what is typed."""

import ipaddress
import re
from collections.abc import Callable

from rules.search.terms import NONE, OUTCOMES, Key, SearchError, Term

NAME = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})\.?", re.IGNORECASE)
"""A domain or a server: labels with dots between them, the last one of letters."""
LONGEST_NAME = 253
ADDRESS = re.compile(r"<?([^\s@<>\"]*@[^\s@<>\"]+)>?")
CODE = re.compile(r"[2-5](?:[0-9][0-9]|[0-9]x|xx)")
STATUS = re.compile(r"[245]\.(?:\*|[0-9]{1,3}\.(?:\*|[0-9]{1,3}))")
STARS = "A * works in codes (code:4*, 4.7.*) and before a domain (*.example.com). Elsewhere, write the text in quotes."


def guess(text: str) -> Term:
    """Return what a text without a key and without quotes most likely means. Raises SearchError."""
    address = plain_ip(text)
    if address:
        return Term(key=Key.IP, value=address)
    if found := ADDRESS.fullmatch(text):
        return Term(key=Key.ADDRESS, value=found[1])
    if CODE.fullmatch(text.lower()):
        return Term(key=Key.CODE, value=text.lower())
    if STATUS.fullmatch(_starred(text)):
        return Term(key=Key.STATUS, value=_status(text))
    if text.startswith("*.") and _is_name(text[2:]):
        return Term(key=Key.PROVIDER, value=text[2:].rstrip("."))
    if "*" in text:
        raise SearchError(STARS)
    return Term(key=Key.NAME, value=text.rstrip(".")) if _is_name(text) else Term(key=Key.TEXT, value=text)


def read(key: Key, text: str, *, quoted: bool) -> Term:
    """Return the term of a value behind its key; with quotes, the text is taken as it is. Raises SearchError."""
    if reader := READERS.get(key):
        return Term(key=key, value=reader(text))
    if quoted:
        return Term(key=key, value=text)
    if key is Key.SERVER and text.lower() == NONE:
        return Term(key=key, value="")
    if key is Key.SERVER and text.startswith("*."):
        key = Key.PROVIDER
    return Term(key=key, value=_plain(key, text))


def _plain(key: Key, text: str) -> str:
    if key in LEADING:
        text = text.lstrip(LEADING[key])
    if key in {Key.SERVER, Key.PROVIDER, Key.DOMAIN}:
        text = text.rstrip(".")
    if key in {Key.FROM, Key.TO}:
        text = text.removeprefix("<").removesuffix(">")
    if "*" in text:
        raise SearchError(STARS)
    if not text:
        raise SearchError(f"“{key}:” needs a value right behind it, without a blank between them.")
    return text


LEADING = {Key.PROVIDER: "*.@", Key.DOMAIN: "@", Key.FROM: "*", Key.TO: "*"}
"""Characters that people write before a value and that mean nothing more: *.example.com, *@example.com."""


def _code(text: str) -> str:
    typed = text.lower()
    if typed == NONE:
        return ""
    typed = f"{typed[:-1]:x<3}" if typed.endswith("*") else typed
    if CODE.fullmatch(typed):
        return typed
    raise SearchError("A reply code has three digits, the first of them 2 to 5, like 421; 4xx are all with that digit.")


def _status(text: str) -> str:
    typed = _starred(text)
    parts = typed.split(".")
    if len(parts) < 3 and parts[-1] != "*":
        parts.append("*")
    while parts[-2:] == ["*", "*"]:
        parts.pop()
    if STATUS.fullmatch(plain := ".".join(parts)):
        return plain
    raise SearchError("An enhanced status code has three numbers, the first of them 2, 4 or 5, like 4.7.1 or 4.7.*.")


def _outcome(text: str) -> str:
    if (typed := text.lower()) in OUTCOMES:
        return typed
    raise SearchError(f"An outcome is one of {', '.join(OUTCOMES[:-1])} or {OUTCOMES[-1]}.")


def _address(text: str) -> str:
    if found := plain_ip(text):
        return found
    raise SearchError("An IP address is written like 192.0.2.1 or 2001:db8::1.")


READERS: dict[Key, Callable[[str], str]] = {
    Key.CODE: _code,
    Key.STATUS: _status,
    Key.OUTCOME: _outcome,
    Key.IP: _address,
}
"""Keys whose values have a form of their own, with or without quotes."""


def plain_ip(text: str) -> str:
    """Return the address in its shortest form; empty where the text is none."""
    try:
        return ipaddress.ip_address(text.removeprefix("[").removesuffix("]")).compressed
    except ValueError:
        return ""


def _starred(text: str) -> str:
    return re.sub(r"(?<=\.)x(?=\.|\Z)", "*", text.lower())


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and bool(NAME.fullmatch(text))
