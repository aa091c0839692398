"""Brackets that are not closed, and missing signs between values inside them."""

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import TokenKind

_VALUES = frozenset({TokenKind.NAME, TokenKind.NUMBER, TokenKind.STRING})
_STARTS_A_VALUE = frozenset({"nil", "true", "false", "function", "not", "{", "[", "(", "..."})
_BEGINS_A_STATEMENT = frozenset(
    {"local", "if", "for", "while", "repeat", "return", "end", "then", "do", "else", "elseif", "until"}
)


def _key(place: ErrorPlace) -> Fault | None:
    """Explain `{a: 1}` and `{"a": 1}` in a table."""
    if not place.stop.brackets or place.stop.brackets[-1].text != "{":
        return None
    at = place.stop.at
    colon = next((each for each in (at, at - 1, at - 2) if each > 0 and place.tokens[each].text == ":"), None)
    if colon is None or place.tokens[colon - 1].kind not in {TokenKind.NAME, TokenKind.STRING}:
        return None
    key, sign = place.tokens[colon - 1], place.tokens[colon]
    quoted = key.kind is TokenKind.STRING
    edits = (Edit(key.start, sign.end, f"[{key.text}] =" if quoted else f"{key.text} ="),)
    return Fault(
        sort=Sort.LANGUAGE,
        start=key.start,
        end=sign.end,
        message=f"In Lua the keys of a table are followed by `=`: `{{{edits[0].text} …}}`.",
        title=f"Write {edits[0].text}",
        edits=edits,
    )


def _assigned(place: ErrorPlace) -> Fault | None:
    """Explain `{"a" = 1}`."""
    key = place.before
    inside = place.stop.brackets and place.stop.brackets[-1].text == "{"
    if not inside or place.now.text != "=" or key is None or key.kind not in {TokenKind.STRING, TokenKind.NUMBER}:
        return None
    return Fault(
        sort=Sort.SYNTAX,
        start=key.start,
        end=key.end,
        message=f"A key that is no plain name is written in square brackets: `[{key.text}] = …`.",
        title=f"Write [{key.text}]",
        edits=(Edit(key.start, key.end, f"[{key.text}]"),),
    )


def _comma(place: ErrorPlace) -> Fault | None:
    before, now = place.before, place.now
    if place.stop.opener is None or place.stop.expected not in {")", "}"} or before is None:
        return None
    starts = now.kind in _VALUES or (now.kind is not TokenKind.UNFINISHED and now.text in _STARTS_A_VALUE)
    table = place.stop.expected == "}"
    if not starts or (not table and now.line != before.line):
        return None
    opener = place.stop.opener
    if now.line > before.line and len(place.indentation(now)) <= len(place.indentation(opener)):
        return None  # The table was not closed before this line.
    return Fault(
        sort=Sort.SYNTAX,
        start=before.start,
        end=before.end,
        message=f"Between {before.text[:30]} and {now.text[:30]} something is missing: a comma, or `..`.",
        title="Insert a comma",
        edits=(Edit(before.end, before.end, ","),),
    )


def _unclosed(place: ErrorPlace) -> Fault | None:
    opener, closing = place.stop.opener, place.stop.expected
    if opener is None or closing not in {")", "}", "]"}:
        return None
    now = place.now
    if not (now.kind is TokenKind.END or now.line > opener.line or now.text in _BEGINS_A_STATEMENT or now.text == "="):
        return None
    here = "at the end of the text" if now.kind is TokenKind.END else f"before `{now.text[:30]}` in line {now.line}"
    return Fault(
        sort=Sort.UNCLOSED,
        start=opener.start,
        end=opener.end,
        message=f"This `{opener.text}` is not closed: `{closing}` is missing {here}.",
    )


def _surplus(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.text not in {")", "]"} or token.kind is not TokenKind.SIGN or place.stop.brackets:
        return None
    if place.stop.expected not in {"statement", "then", "do", "end of text", "end", "call"}:
        return None
    return Fault(
        sort=Sort.UNCLOSED,
        start=token.start,
        end=token.end,
        message=f"This `{token.text}` closes nothing.",
        title="Delete it",
        edits=(Edit(token.start, token.end, ""),),
    )


HINTS = (_key, _assigned, _comma, _unclosed, _surplus)
