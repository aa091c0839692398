"""Text of strangers made safe to show: in a terminal, and in XML 1.0, which cannot express some characters."""

import re

INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def printable(text: str) -> str:
    """Put a replacement character for each one that cannot be shown, except line breaks and tabs."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in text)


def visible(text: str) -> str:
    """Make visible what a screen would act on or hide: control characters, marks of direction and width, lone
    surrogates. Line breaks and tabs stay."""
    lines = text.replace("\r\n", "\n")
    return INVISIBLE.sub(lambda found: found[0] if found[0] in "\n\t" else _picture(ord(found[0])), lines)


def _picture(number: int) -> str:
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"\\u{number:04x}"
