"""Between a script's exact bytes and the text that a browser shows and sends back.

A browser sends every line end as CRLF and every letter as UTF-8. What was stored otherwise must not change by
being looked at: a text that is sent back is put into the form of the revision it came from.
"""

from dataclasses import dataclass

from rules.lua.limits import SCRIPT_MAX_BYTES as MAX_SOURCE


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
    if _unified(text) == _unified(to_text(like)):
        return like
    form = form_of(like)
    lines = _unified(text).replace("\n", form.newline)
    try:
        source = lines.encode(form.encoding)
    except UnicodeEncodeError as error:
        raise UnusableText(_not_in_latin_1(lines, error.start)) from None
    check(source)
    return source


def check(source: bytes) -> None:
    """Raises UnusableText for what cannot be kept: too long, or with NUL characters, which end a text in VPOP3."""
    if len(source) > MAX_SOURCE:
        raise UnusableText(
            f"The script has {len(source):,} bytes; at most {MAX_SOURCE:,} are accepted. "
            "Keep long lists in a database table and ask for them with VPOP3.PostgresQuery."
        )
    if (position := source.find(0)) >= 0:
        line = source.count(b"\n", 0, position) + 1
        raise UnusableText(f"Line {line} contains a NUL character: remove it.")


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_in_latin_1(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return (
        f"Line {line} contains {text[position]!r}, but this script is stored as Latin-1, which has no such character. "
        "Write it with escapes, or replace every letter that is not ASCII first."
    )
