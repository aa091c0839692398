"""Conversion between a script's exact bytes and the text that a browser shows and sends back.

A browser sends every line end as CRLF and every letter as UTF-8. Looking at a script must not change it: a text that is
sent back gets the form of the revision it came from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.text import windows1252
from rules.text.matching import Match, matches
from rules.text.size import MAX_SOURCE

MARK = "\ufeff"
LINE_END = re.compile("\r\n|\r|\n")


class Encoding(StrEnum):
    """Encodings of scripts. The values are the names that people see."""

    UTF_8 = "UTF-8"
    WINDOWS_1252 = "Windows-1252"


class UnusableText(ValueError):
    """A text that cannot be kept. The message is a sentence for its author."""


@dataclass(frozen=True, slots=True)
class Form:
    """The way in which a text is stored."""

    encoding: Encoding = Encoding.UTF_8
    newline: str = "\n"


def form_of(source: bytes) -> Form:
    """Return the form of a text. One that is not UTF-8 is taken as Windows-1252, which VPOP3's editor writes on
    Western European systems."""
    both = source.count(b"\r\n")
    counts = {"\n": source.count(b"\n") - both, "\r\n": both, "\r": source.count(b"\r") - both}
    newline = max(counts, key=counts.__getitem__)
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return Form(Encoding.WINDOWS_1252, newline)
    return Form(Encoding.UTF_8, newline)


def to_text(source: bytes) -> str:
    return windows1252.text_of(source)


def to_bytes(text: str, like: bytes = b"") -> bytes:
    """Return the bytes to store. Raise UnusableText. Return `like` itself where only the line ends differ."""
    form, old = form_of(like), to_text(like)
    if unified(text) == unified(old):
        return like
    lines = _with_line_ends(_with_mark(unified(text), old), old, form.newline)
    try:
        source = lines.encode() if form.encoding is Encoding.UTF_8 else windows1252.encode(lines)
    except UnicodeEncodeError as error:
        raise UnusableText(_not_in_windows_1252(lines, error.start)) from None
    check(source)
    return source


def check(source: bytes) -> None:
    """Raise UnusableText for a text that cannot be kept: too long, or not text. NUL characters end a text in VPOP3."""
    check_size(len(source))
    if source.startswith(b"\x1b"):
        raise UnusableText("This is compiled Lua, not text: take the file that it was made from.")
    if (position := source.find(0)) >= 0:
        line = source.count(b"\n", 0, position) + 1
        raise UnusableText(f"Line {line} contains a NUL character: remove it. (A file that is not text has many.)")


def check_size(size: int) -> None:
    if size > MAX_SOURCE:
        raise UnusableText(
            f"The script has {size:,} bytes; at most {MAX_SOURCE:,} are accepted. "
            "Keep long lists in a database table and ask for them with VPOP3.PostgresQuery."
        )


def _with_mark(text: str, old: str) -> str:
    """Keep the byte order mark in front. It cannot be seen in an editor, so text may be written before it."""
    return MARK + text.replace(MARK, "", 1) if old.startswith(MARK) else text


def _with_line_ends(text: str, old: str, newline: str) -> str:
    """Give each line its own line end, also where it was changed and the old text mixes them."""
    old_ends = LINE_END.findall(old)
    if set(old_ends) <= {newline}:
        return text.replace("\n", newline)
    lines = text.split("\n")
    ends = [newline] * (len(lines) - 1)
    for at, now, size in _paired(matches(unified(old).split("\n"), lines)):
        kept = old_ends[at : at + size][: len(ends) - now]
        ends[now : now + len(kept)] = kept
    for at in reversed(range(len(ends) - 1)):
        if ends[at] == "\r" and not lines[at + 1] and ends[at + 1] == "\n":  # Together they would make one line end.
            ends[at] = "\n"
    return "".join(part for line in zip(lines, [*ends, ""], strict=True) for part in line)


def _paired(found: Iterable[Match]) -> Iterator[Match]:
    """Pair the lines that match and, between them, as many as both texts have: those were changed."""
    old = new = 0
    for match in found:
        yield Match(old, new, min(match.old - old, match.new - new))
        yield match
        old, new = match.old + match.size, match.new + match.size


def unified(text: str) -> str:
    """Return the text with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_in_windows_1252(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return (
        f"Line {line} contains {text[position]!r}, but this script is stored as Windows-1252, which has no such "
        "character. "
        "Write it with escapes, or replace every letter that is not ASCII first."
    )
