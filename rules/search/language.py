"""The search language: text to terms, and terms to text.

A text without a key is understood by its form (an address, a name, a code); `key:value` says what it is, `-` before a
term leaves it out, and quotes take the text as it is. A quote within quotes is written twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rules.search.terms import NONE, TYPED_KEYS, Key, SearchError, Term
from rules.search.values import guess, plain_ip, read

MOST_CHARACTERS = 1_000
MOST_TERMS = 20

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
HEAD = re.compile(r"\s*(-?)([A-Za-z]+:(?!//))?")
QUOTED = re.compile(r'"((?:[^"]|"")*)"')
BARE = re.compile(r"\S*")
SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A term as it is typed. `key` is empty, or as it was written."""

    key: str
    text: str
    quoted: bool
    negated: bool


def parse(text: str) -> tuple[Term, ...]:
    """Return the terms of the text, none for an empty one. Raises SearchError."""
    if len(text) > MOST_CHARACTERS:
        raise SearchError(f"A search has at most {MOST_CHARACTERS:,} characters; this one has {len(text):,}.")
    if found := CONTROL.search(text):
        raise SearchError(
            f"It holds a control character (U+{ord(found[0]):04X}) after {found.start()} others. Remove it."
        )
    terms = tuple(map(_term, tokens(text)))
    if len(terms) > MOST_TERMS:
        raise SearchError(f"These are {len(terms)} parts; up to {MOST_TERMS} can be looked for at once.")
    return terms


def written(terms: Iterable[Term]) -> str:
    """Return the text of terms that `parse` returned: it reads the same terms from it."""
    return " ".join(map(_written, terms))


def tokens(text: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        token, place = _next(text, place)
        yield token


def _next(text: str, place: int) -> tuple[Token, int]:
    """Return the token at that place, and the place behind it."""
    head = HEAD.match(text, place)
    assert head, "it matches nothing as well"
    minus, key = head[1], head[2] or ""
    start = head.end()
    whole = BARE.match(text, head.end(1))
    if key and whole and plain_ip(whole[0]):  # dead::beef
        key, start = "", head.end(1)
    if text[start : start + 1] == '"':
        return _quoted(text, start, key, bool(minus))
    bare = BARE.match(text, start)
    assert bare, "it matches nothing as well"
    if not bare[0]:
        raise SearchError(_lonely(key))
    return Token(key=key, text=bare[0], quoted=False, negated=bool(minus)), bare.end()


def _quoted(text: str, start: int, key: str, negated: bool) -> tuple[Token, int]:
    found = QUOTED.match(text, start)
    if not found:
        raise SearchError(f"The quote before “{_short(text[start + 1 :])}” has no end. Add a second quote behind it.")
    inside, end = found[1].replace('""', '"'), found.end()
    if not inside:
        raise SearchError("There is nothing between the quotes.")
    if text[end : end + 1].strip():
        raise SearchError(f"Write a blank behind the quotes of “{_short(inside)}”.")
    return Token(key=key, text=inside, quoted=True, negated=negated), end


def _lonely(key: str) -> str:
    if key:
        return f"“{_short(key)}” needs a value right behind it, without a blank between them."
    return "A minus leaves out what follows it: write it right before a word, or in quotes to look for itself."


def _term(token: Token) -> Term:
    if not token.key:
        term = Term(key=Key.TEXT, value=token.text) if token.quoted else guess(token.text)
    else:
        term = read(_key(token.key), token.text, quoted=token.quoted)
    return replace(term, negated=token.negated)


def _key(typed: str) -> Key:
    name = typed[:-1].lower()
    if name in TYPED_KEYS:
        return Key(name)
    *others, last = (f"{key}:" for key in TYPED_KEYS)
    raise SearchError(
        f"“{_short(typed)}” is no key. The keys are {', '.join(others)} and {last}. "
        "To look for it as a text, write it in quotes."
    )


def _written(term: Term) -> str:
    """Return the plainest text that reads as this term: with quotes only where it must have them."""
    head = ("-" if term.negated else "") + (f"{term.key}:" if term.key in TYPED_KEYS else "")
    bare = head + (term.value or NONE)
    try:
        if parse(bare) == (term,):
            return bare
    except SearchError:
        pass
    doubled = term.value.replace('"', '""')
    return f'{head}"{doubled}"'


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
