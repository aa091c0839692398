"""Operators and comments of other languages."""

import re

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, matching, sign_at, spaced
from rules.analysis.broken.lexer import Token, TokenKind

_CONDITIONS = frozenset({"if", "elseif", "while", "until"})
_WRITTEN = {
    "!==": "~=", "===": "==", "&&": "and", "||": "or", "??": "or", "<>": "~=", "!=": "~=", "=<": "<=", "**": "^",
    ":=": "=", "!": "not",
}  # fmt: skip
_MEANT = {
    "!==": "not equal", "!=": "not equal", "<>": "not equal", "===": "equal", "=<": "less or equal", "**": "a power",
    ":=": "an assignment", "??": "a default", "!": "negation",
}  # fmt: skip


def _replaced(place: ErrorPlace) -> Fault | None:
    found = sign_at(place, tuple(_WRITTEN))
    if found is None:
        return None
    start, sign = found
    end, written = start + len(sign), _WRITTEN[sign]
    meant = f" for {_MEANT[sign]}" if sign in _MEANT else ""
    edit = spaced(place, start, end, written) if written.isalpha() else Edit(start, end, written)
    return Fault(
        sort=Sort.ASSIGNMENT if sign == "!=" and in_condition(place) else Sort.LANGUAGE,
        start=start,
        end=end,
        message=f"Lua has no `{sign}`: write `{written}`{meant}.",
        title=f"Write {written}",
        edits=(edit,),
    )


def in_condition(place: ErrorPlace) -> bool:
    if place.stop.expected in {"then", "do"}:
        return True
    line = [token for token in place.tokens[: place.stop.at] if token.line == place.now.line]
    last = next((token for token in reversed(line) if token.kind is TokenKind.KEYWORD and token.text in _PARTS), None)
    return last is not None and last.text in _CONDITIONS


_PARTS = _CONDITIONS | {"then", "do", "end", "function", "local", "return", "for", "else", "repeat"}


def _assignment(place: ErrorPlace) -> Fault | None:
    if place.now.text != "=" or place.now.kind is not TokenKind.SIGN or not in_condition(place):
        return None
    if place.before and place.before.kind is TokenKind.SIGN and place.before.text in {"=", "<", ">", "~=", "=="}:
        return None
    return Fault(
        sort=Sort.ASSIGNMENT,
        start=place.now.start,
        end=place.now.end,
        message="`=` gives a value and cannot be used in a condition: write `==` to compare.",
        title="Compare with ==",
        edits=(Edit(place.now.start, place.now.end, "=="),),
    )


def _ternary(place: ErrorPlace) -> Fault | None:
    if place.now.text != "?":
        return None
    start = place.now.start
    colon = _colon(place)
    condition = [token for token in place.tokens[place.stop.statement : place.stop.at] if token.line == place.now.line]
    one = not any(token.text == "or" for token in condition)
    middle = place.text[start + 1 : colon].strip() if colon else ""
    edits: tuple[Edit, ...] = ()
    if colon and one and middle not in {"", "false", "nil"}:
        edits = (spaced(place, start, start + 1, "and"), spaced(place, colon, colon + 1, "or"))
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=start + 1,
        message="Lua has no `? :`: write `condition and a or b` (if `a` can be false or nil, use `if`).",
        title="Write and … or" if edits else "",
        edits=edits,
    )


def _colon(place: ErrorPlace) -> int | None:
    depth = 0
    for token in place.tokens[place.stop.at + 1 :]:
        if token.line != place.now.line or token.text == "?" or depth < 0:
            return None
        if token.text == ":" and depth == 0:
            return token.start
        depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
    return None


def _others(place: ErrorPlace) -> Fault | None:
    """Explain signs whose equivalent in Lua only the author can choose."""
    ways = {
        "=>": "a function is written `function(x) return … end`, and greater or equal is `>=`",
        "->": "a field is `a.b`, a method `a:b()`, and a function `function(x) return … end`",
        "=~": "ask with `string.match(text, pattern)`",
        "~": "not equal is `~=`, negation is `not`",
        "@": "names have only letters, digits and _",
        "\\": "a statement simply goes on in the next line",
    }
    found = sign_at(place, tuple(ways))
    if found is None:
        return None
    start, sign = found
    return Fault(sort=Sort.LANGUAGE, start=start, end=start + len(sign), message=f"Lua has no `{sign}`: {ways[sign]}.")


def _dot(place: ErrorPlace) -> Fault | None:
    """Explain PHP's `"a" . name`."""
    now, before, after = place.now, place.before, place.after
    text = (before and before.kind is TokenKind.STRING) or (after and after.kind is TokenKind.STRING)
    if now.text != "." or not text:
        return None
    message = "Texts are joined with `..` in Lua, not with `.`."
    edit = Edit(now.start, now.end, "..")
    return Fault(sort=Sort.LANGUAGE, start=now.start, end=now.end, message=message, title="Write ..", edits=(edit,))


def _plus(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.text != "+" or place.stop.expected != "expression":
        return None
    return Fault(
        sort=Sort.LANGUAGE,
        start=token.start,
        end=token.end,
        message="Lua has no plus sign before a number: leave it out.",
        title="Delete the +",
        edits=(Edit(token.start, token.end, ""),),
    )


def _dollar(place: ErrorPlace) -> Fault | None:
    token, name = place.now, place.after
    if token.text != "$":
        return None
    glued = name is not None and name.kind is TokenKind.NAME and name.start == token.end
    return Fault(
        sort=Sort.LANGUAGE,
        start=token.start,
        end=name.end if glued and name else token.end,
        message="Names have no `$` in Lua.",
        title="Delete the $" if glued else "",
        edits=(Edit(token.start, token.end, ""),) if glued else (),
    )


def _backquote(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.text != "`":
        return None
    closing = place.rest_of_line(token.end).find("`")
    inside = place.text[token.end : token.end + closing] if closing >= 0 else ""
    plain = closing >= 0 and not re.search(r"[\"\\]|\$\{", inside)
    end = token.end + closing
    return Fault(
        sort=Sort.LANGUAGE,
        start=token.start,
        end=end + 1 if closing >= 0 else token.end,
        message="Texts are written in \"…\" or '…' in Lua, not in backquotes; values are joined with `..`.",
        title="Write straight quotes" if plain else "",
        edits=(Edit(token.start, token.end, '"'), Edit(end, end + 1, '"')) if plain else (),
    )


def _list(place: ErrorPlace) -> Fault | None:
    """Explain `x = [1, 2]`."""
    token: Token = place.now
    closing = (
        matching(place.tokens, place.stop.at) if token.text == "[" and place.stop.expected == "expression" else None
    )
    if closing is None:
        return None
    return Fault(
        sort=Sort.LANGUAGE,
        start=token.start,
        end=place.tokens[closing].end,
        message="A list is written in `{ }` in Lua, and its first element has the number 1.",
        title="Write { }",
        edits=(Edit(token.start, token.end, "{"), Edit(place.tokens[closing].start, place.tokens[closing].end, "}")),
    )


HINTS = (_replaced, _assignment, _ternary, _list, _plus, _dot, _dollar, _backquote, _others)
