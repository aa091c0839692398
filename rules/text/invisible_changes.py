"""Differences of two texts that no line shows: line ends, the final one, the encoding, the byte order mark."""

from collections.abc import Iterator

from rules.text.encoding import LINE_END, MARK, form_of, to_text

NAMES = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


def invisible_changes(old: bytes, new: bytes) -> list[str]:
    """Return sentences; none where one of the texts is empty, or where nothing of this differs."""
    return list(_differences(old, new)) if old and new else []


def _differences(old: bytes, new: bytes) -> Iterator[str]:
    before, after = to_text(old), to_text(new)
    ends_before, ends_after = LINE_END.findall(before), LINE_END.findall(after)
    if (ended := _ends(before)) != _ends(after):
        yield "The last line has no line end any more." if ended else "The last line ends with a line end now."
    if ends_before and ends_after and set(ends_before) != set(ends_after):
        yield f"Line ends are {_named(ends_after)} now; they were {_named(ends_before)}."
    elif len(set(ends_after)) > 1 and len(ends_before) == len(ends_after) and ends_before != ends_after:
        yield "Some lines end otherwise than before (CRLF, LF)."
    if not (old.isascii() or new.isascii()) and form_of(old).encoding != form_of(new).encoding:
        was, now = (form_of(text).encoding for text in (old, new))
        yield f"The text is stored as {now} now; it was {was}."
    if before.startswith(MARK) != after.startswith(MARK):
        yield f"A byte order mark {'is gone' if before.startswith(MARK) else 'is at the beginning now'}."


def _ends(text: str) -> bool:
    return text.endswith(("\n", "\r"))


def _named(ends: list[str]) -> str:
    return " and ".join(name for end, name in NAMES.items() if end in set(ends))
