"""Characters that word processors, web pages and chat programs put into copied code."""

import re
import unicodedata

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import Token, TokenKind
from rules.lint.broken.hints import values

_SPACES = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u0085\u2028\u2029"
)
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\uff02\u301d\u301e"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\uff07\u2039\u203a"
QUOTES = frozenset(_DOUBLE + _SINGLE)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_MINUS = "\u2212"
_SIGNS = {
    "\u2026": "...", "\u00d7": "*", "\u00f7": "/", "\u2215": "/", "\u2260": "~=", "\u2264": "<=", "\u2265": ">=",
    "\u00b7": "*", "\u2217": "*", "\u3001": ",", "\u201a": ",", "\u2024": ".", "\u02c6": "^", "\u2236": ":",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character == "\u115f"


def _hint(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.kind is not TokenKind.FOREIGN or token.text[0] < "\x80":
        return None
    character = token.text[0]
    if character in QUOTES:
        return _quote(place, token)
    for known in (_space, _dash, _sign, _letter):
        if fault := known(place, token, character):
            return fault
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return Fault(
        sort=Sort.CHARACTER,
        start=token.start,
        end=token.start + 1,
        message=f"Lua does not know the character {character!r} ({name}) outside of texts and comments.",
    )


def _space(place: ErrorPlace, token: Token, character: str) -> Fault | None:
    if character not in _SPACES and not _invisible(character):
        return None
    end = token.start + 1
    while end < len(place.text) and (
        place.text[end] in _SPACES or (place.text[end] > "\x7f" and _invisible(place.text[end]))
    ):
        end += 1
    spaces = sum(each in _SPACES for each in place.text[token.start : end])
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    what = f"a space that Lua does not know ({name})" if spaces else f"an invisible character ({name})"
    return Fault(
        sort=Sort.CHARACTER,
        start=token.start,
        end=end,
        message=f"Here is {what}, as copied from a web page: {'write an ordinary space' if spaces else 'delete it'}.",
        title="Write an ordinary space" if spaces else "Delete it",
        edits=(Edit(token.start, end, " " * spaces),),
    )


def _dash(place: ErrorPlace, token: Token, character: str) -> Fault | None:
    if character not in _DASHES:
        return None
    double = place.text[token.start + 1 : token.start + 2] in (*_DASHES, "-")
    begins = place.begins_line(token) or place.stop.expected not in {"statement", "end of text", "end", "then", "do"}
    comment = character != _MINUS and (
        double or (begins and place.stop.expected == "statement") or not values.follows(place, token.start + 1)
    )
    end = token.start + 1
    while comment and place.text[end : end + 1] in (*_DASHES, "-"):
        end += 1
    written = "--" if comment else "-"
    meaning = "a comment begins with `--`" if comment else "minus is `-`"
    return Fault(
        sort=Sort.CHARACTER,
        start=token.start,
        end=end,
        message=f"This is a typographic dash ({character}): {meaning}.",
        title=f"Write {written}",
        edits=(Edit(token.start, end, written),),
    )


def _sign(_place: ErrorPlace, token: Token, character: str) -> Fault | None:
    written = _SIGNS.get(character)
    if written is None and 0xFF01 <= ord(character) <= 0xFF5E:
        written = unicodedata.normalize("NFKC", token.text)
        return _instead(token.start, token.end, token.text, written) if written.isascii() else None
    return _instead(token.start, token.start + 1, character, written) if written else None


def _instead(start: int, end: int, shown: str, written: str) -> Fault:
    return Fault(
        sort=Sort.CHARACTER,
        start=start,
        end=end,
        message=f"Lua does not know {shown}: write `{written}`.",
        title=f"Write {written}",
        edits=(Edit(start, end, written),),
    )


def _letter(place: ErrorPlace, token: Token, character: str) -> Fault | None:
    if not character.isalnum():
        return None
    start = token.start
    while start and (place.text[start - 1].isalnum() or place.text[start - 1] == "_"):
        start -= 1
    word = _WORD.match(place.text, start)
    end = word.end() if word else token.end
    message = f"{place.text[start:end]} cannot be a name: Lua's names have only the letters A to Z, digits and _."
    return Fault(sort=Sort.CHARACTER, start=start, end=end, message=message)


def _quote(place: ErrorPlace, token: Token) -> Fault:
    """Replace the pair of quotes, where both are on the line; a straight one at the other end counts as well."""
    character, start = token.text[0], token.start
    kinds = _DOUBLE + '"' if character in _DOUBLE else _SINGLE + "'`"
    content = place.rest_of_line(start + 1)
    closing = min((at for at, each in enumerate(content) if each in kinds and each in QUOTES), default=None)
    if closing is None:
        closing = min((at for at, each in enumerate(content) if each in kinds), default=None)
    straight = '"' if character in _DOUBLE else "'"
    if closing is None:
        return _lone(start, character, straight)
    inside, end = content[:closing], start + 2 + closing
    if straight in inside:
        straight = next((each for each in "\"'" if each not in inside), straight)
    quoted = straight + inside.replace(straight, f"\\{straight}") + straight
    return Fault(
        sort=Sort.CHARACTER,
        start=start,
        end=end,
        message=f"{character}{place.text[end - 1]} are typographic quotes: texts are written in {straight}…{straight}.",
        title="Write straight quotes",
        edits=(Edit(start, start + 1, straight), Edit(end - 1, end, straight))
        if quoted == straight + inside + straight
        else (Edit(start, end, quoted),),
    )


def _lone(start: int, character: str, straight: str) -> Fault:
    return Fault(
        sort=Sort.CHARACTER,
        start=start,
        end=start + 1,
        message=f"This is a typographic quote ({character}): texts are written in {straight}…{straight}.",
        title=f"Write {straight}",
        edits=(Edit(start, start + 1, straight),),
    )


HINTS = (_hint,)
