"""The difference between a value and words for people after a sign."""

import re

from rules.analysis.broken.fault import ErrorPlace
from rules.analysis.broken.lexer import TokenKind, lex
from rules.analysis.broken.recogniser import recognise

_TAIL = re.compile(r"[,;)}]*$|\b(?:then|do|end)$")


def follows(place: ErrorPlace, start: int) -> bool:
    """Return whether a value follows. A single word is one only where it occurs in the script before."""
    rest = _TAIL.sub("", place.rest_of_line(start).partition("--")[0].strip()).strip()
    words = [token for token in lex(rest) if token.kind is not TokenKind.END]
    if not words or recognise(lex(f"return {rest}")):
        return False
    if len(words) == 1 and words[0].kind is TokenKind.NAME:
        return any(each.text == words[0].text and each.end <= start for each in place.tokens)
    return True
