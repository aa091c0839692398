"""The destinations in one line, as people paste them: addresses with display names, lists, links, cells of a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from rules.resolver.names import canonical, is_address

_COMMENT = re.compile(r"(?:(?<![^\s,;])#|#(?![^\s,;]*@)).*")
"""The beginning of a comment: a # that is not part of an address."""
_PLAIN = re.compile(r"[^\"<>(@:/']*")
_BETWEEN = re.compile(r"[\s,;]+")
_PARTS = re.compile(r"\"[^\"]*\"|<[^<>]*>|\([^()]*\)|[^,;\t\"<(]+|[,;\t]|.", re.DOTALL)
_ANGLE = re.compile(r"<([^<>]*)>")
_PARENTHESES = re.compile(r"\([^()]*\)")
_QUOTED_LOCAL_PART = re.compile(r"\"[^\"]*\"@")
_SCHEME = re.compile(r"(?:mailto|smtp):(?://)?", re.IGNORECASE)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"([^/@:\s]+)(?::\d+)?(?:/.*)?")
_LIKE_A_DOMAIN = re.compile(r"[^\s@]+\.[^\W\d_][\w-]*\.?")
_NUMBER = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that may name a destination; `problem` says, as a sentence, why it is not taken for one."""

    text: str
    problem: str = ""


def words(line: str) -> Iterator[Word]:
    """Return the words that may name a destination. In a line with an address, words without a dot are left out (names,
    cells), and dotted ones among them are most likely no domains."""
    line = _COMMENT.sub("", line)
    if _PLAIN.fullmatch(line):
        yield from (Word(text=text) for text in _BETWEEN.split(line) if text)
        return
    parts = [tuple(_in(part)) for part in _split(_QUOTED_LOCAL_PART.sub("quoted@", line))]
    with_address = any("@" in _bare(text) for part in parts for text in part)
    for part in parts:
        yield from _beside_addresses(part) if with_address else (Word(text=text) for text in part)


def _beside_addresses(part: Sequence[str]) -> Iterator[Word]:
    """Return the destinations of a part of a line with an address: where all words may be one it is a list, otherwise
    it is a sentence, in which only addresses are certain."""
    bare = [_bare(text) for text in part]
    dotted = [bool(_LIKE_A_DOMAIN.fullmatch(each)) for each in bare]
    is_list = all("@" in each or is_dotted for each, is_dotted in zip(bare, dotted, strict=True))
    for text, each, is_dotted in zip(part, bare, dotted, strict=True):
        if "@" in each or (is_dotted and is_list):
            yield Word(text=text)
        elif is_dotted:
            yield Word(text=text, problem=_in_a_sentence(each))


def _in_a_sentence(text: str) -> str:
    return (
        f"“{text[:80]}” is among other words in a line with an address, so it was not taken for a destination. "
        "Give it a line of its own if it is one."
    )


def domain_of(word: str) -> str:
    """Return the mail domain that a word names, canonical. Raise ValueError with a sentence."""
    bare = _bare(word)
    if "@" not in bare and "." not in bare.strip("."):
        raise ValueError(f"“{bare[:80]}” has no dot: write the whole domain, like example.com.")
    if _NUMBER.fullmatch(bare) and not is_address(bare):
        raise ValueError(f"“{bare[:80]}” is a number, not a domain.")
    return canonical(bare)


def _split(line: str) -> Iterator[str]:
    """Split at commas, semicolons and tabs that are not within quotes, angle brackets or parentheses."""
    part: list[str] = []
    for token in _PARTS.findall(line):
        if token in {",", ";", "\t"}:
            yield "".join(part)
            part = []
        else:
            part.append(token)
    yield "".join(part)


def _in(part: str) -> Iterator[str]:
    """Return what is between the angle brackets of "Eva Müller" <eva@example.com>; otherwise each word outside of
    comments."""
    if inside := _ANGLE.findall(part):
        yield from filter(None, (text.strip() for text in inside))
        return
    text = part.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        quoted = text[1:-1]
        yield from (word.text for word in words(quoted)) if '"' not in quoted else ()
        return
    yield from (word.strip("\"'") for word in _PARENTHESES.sub(" ", text).split() if word.strip("\"'"))


def _bare(word: str) -> str:
    """Remove mailto:, a link's path, a port and punctuation around it."""
    text = word.strip("\"'`<> \t").rstrip(",;:!?")
    if scheme := _SCHEME.match(text):
        return unquote(text[scheme.end() :].partition("?")[0])
    if _LINK.match(text):
        try:
            return urlsplit(text).hostname or text
        except ValueError:
            return text
    host = _HOST.fullmatch(text)
    return host[1] if host else text
