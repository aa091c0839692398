"""Between a script's exact bytes and the text that a browser shows and sends back.

A browser sends every line end as CRLF and every letter as UTF-8. What was stored otherwise must not change by
being looked at: a text that is sent back is put into the form of the revision it came from.
"""

import re
from dataclasses import dataclass

from rules.lua.limits import SCRIPT_MAX_BYTES as MAX_SOURCE
from rules.matching import matches

LINE_END = re.compile("\r\n|\r|\n")


class UnusableText(ValueError):
    """The message is a sentence for whoever wrote the text."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is stored."""

    encoding: str = "utf-8"
    newline: str = "\n"


def form_of(source: bytes) -> Form:
    """Latin-1 gives every byte a letter, so nothing is lost of a text that is not UTF-8."""
    newline = "\r\n" if source.count(b"\r\n") * 2 > source.count(b"\n") else "\n"
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return Form("latin-1", newline)
    return Form("utf-8", newline)


def to_text(source: bytes) -> str:
    return source.decode(form_of(source).encoding)


def to_bytes(text: str, like: bytes = b"") -> bytes:
    """Raises UnusableText. Gives back `like` itself where nothing but the line ends differ."""
    if unified(text) == unified(to_text(like)):
        return like
    form = form_of(like)
    lines = _with_line_ends(unified(text), to_text(like), form.newline)
    try:
        source = lines.encode(form.encoding)
    except UnicodeEncodeError as error:
        raise UnusableText(_not_in_latin_1(lines, error.start)) from None
    check(source)
    return source


def check(source: bytes) -> None:
    """Raises UnusableText for what cannot be kept: too long, or not text. NUL characters end a text in VPOP3."""
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


def _with_line_ends(text: str, old: str, newline: str) -> str:
    """A line that was there before keeps its own end, where the old text mixes them."""
    old_ends = LINE_END.findall(old)
    if set(old_ends) <= {newline}:
        return text.replace("\n", newline)
    lines = text.split("\n")
    ends = [newline] * (len(lines) - 1)
    for at, now, size in matches(unified(old).split("\n"), lines):
        kept = old_ends[at : at + size]
        ends[now : now + len(kept)] = kept[: len(ends) - now]
    for at in reversed(range(len(ends) - 1)):
        if ends[at] == "\r" and not lines[at + 1] and ends[at + 1] == "\n":  # together they would end one line
            ends[at] = "\n"
    return "".join(part for line in zip(lines, [*ends, ""], strict=True) for part in line)


def unified(text: str) -> str:
    """With plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_in_latin_1(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return (
        f"Line {line} contains {text[position]!r}, but this script is stored as Latin-1, which has no such character. "
        "Write it with escapes, or replace every letter that is not ASCII first."
    )
