"""Texts and long comments that are not closed, escapes and numbers that Lua does not know."""

import re

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import Token, TokenKind, wrong_escape
from rules.lint.broken.hints.characters import QUOTES

_PATTERN_FUNCTIONS = re.compile(r"(?:match|gmatch|gsub|find)\s*\([^()]*$|(?:match|gmatch|gsub|find)\s*$")
_CLASS = re.compile(r"""\\(?:[dwsDWS](?:[-+*?)\]{$'"\\]|\.)|\.\w)""")
"""A class of letters, as regular expressions write it: `\\d+`; not the `\\d` of `C:\\data`."""
_BACKSLASH = "a backslash is written `\\\\`"
_FIELD_NUMBER = re.compile(r"\.(\d+)(?=\.|\Z)")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")


def _unfinished(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.kind is not TokenKind.UNFINISHED:
        return None
    if token.text.startswith(("[", "--")):
        return _long(token)
    quote = token.text[0]
    if (curly := next((at for at, each in enumerate(token.text) if each in QUOTES), None)) is not None:
        return _closed_by_a_typographic_quote(token, curly, quote)
    if re.search(rf"\\{quote}\s*[),;]*\s*$", token.text):
        return _escaped_quote(token, quote)
    return Fault(
        sort=Sort.UNCLOSED,
        start=token.start,
        end=token.start + len(token.text.rstrip()),
        message=f"This text is not closed: its {quote} is missing in this line. (A text of several lines is [[…]].)",
    )


def _long(token: Token) -> Fault:
    comment = token.text.startswith("--")
    opening = token.text[: token.text.index("[", token.text.index("[") + 1) + 1]
    closing = opening.removeprefix("--").replace("[", "]")
    what = "comment" if comment else "text"
    return Fault(
        sort=Sort.UNCLOSED,
        start=token.start,
        end=token.start + len(opening),
        message=f"The long {what} that begins here with `{opening}` is never closed: `{closing}` is missing.",
    )


def _closed_by_a_typographic_quote(token: Token, at: int, quote: str) -> Fault:
    start = token.start + at
    return Fault(
        sort=Sort.CHARACTER,
        start=start,
        end=start + 1,
        message=f"This is a typographic quote ({token.text[at]}): the text that begins with {quote} ends with {quote}.",
        title=f"Write {quote}",
        edits=(Edit(start, start + 1, quote),),
    )


def _escaped_quote(token: Token, quote: str) -> Fault:
    at = token.start + token.text.rindex(f"\\{quote}")
    return Fault(
        sort=Sort.UNCLOSED,
        start=at,
        end=at + 2,
        message=f"`\\{quote}` is a quote inside the text, so the text is not closed: a backslash is written `\\\\`.",
        title="Write two backslashes",
        edits=(Edit(at, at + 1, "\\\\"),),
    )


def _escape(place: ErrorPlace) -> Fault | None:
    token = place.now
    found = wrong_escape(token.text) if token.kind is TokenKind.STRING and token.faulty else None
    if found is None:
        return None
    start = token.start + found.start()
    in_pattern = _PATTERN_FUNCTIONS.search(place.text[place.line_start(token.start) : token.start])
    in_pattern = in_pattern or _CLASS.match(token.text, found.start())
    sign = "%" if in_pattern and not found[0][1:].isdigit() else "\\\\"
    better = f"%{found[0][1:]}"
    hint = f"patterns of Lua have `%` instead of the backslash, `{better}`" if sign == "%" else _BACKSLASH
    return Fault(
        sort=Sort.SYNTAX,
        start=start,
        end=start + len(found[0]),
        message=f"Lua has no escape sequence `{found[0]}`: {hint}.",
        title=f"Write {sign}{found[0][1:]}",
        edits=(Edit(start, start + 1, sign),),
    )


def _numbered_field(place: ErrorPlace) -> Fault | None:
    """Explain `rows.1.cnt`: the dot and what follows are read as a number."""
    now, before = place.now, place.before
    found = _FIELD_NUMBER.match(now.text) if now.kind is TokenKind.NUMBER else None
    if found is None or before is None or before.end != now.start:
        return None
    if before.kind is not TokenKind.NAME and before.text not in {")", "]"}:
        return None
    digits = found[1]
    return Fault(
        sort=Sort.SYNTAX,
        start=now.start,
        end=now.start + found.end(),
        message=f"After `.` a name is needed; a number is written in brackets: `[{digits}]`.",
        title=f"Write [{digits}]",
        edits=(Edit(now.start, now.start + found.end(), f"[{digits}]"),),
    )


def _number(place: ErrorPlace) -> Fault | None:
    token = place.now
    if token.kind is not TokenKind.NUMBER or not token.faulty:
        return None
    joined = _RANGE.fullmatch(token.text)
    in_loop = place.first.text == "for" and place.stop.expected != "do"
    message = f"{token.text} is not a valid number in Lua."
    edits: tuple[Edit, ...] = ()
    if joined and in_loop:
        message = "A range is written with a comma in Lua: `for i = 1, 10 do`."
        edits = (Edit(token.start, token.end, f"{joined[1]}, {joined[2]}"),)
    elif joined:
        message = f"{token.text} is not a valid number in Lua; to join texts, write spaces around `..`."
        edits = (Edit(token.start, token.end, f"{joined[1]} .. {joined[2]}"),)
    title = f"Write {edits[0].text}" if edits else ""
    return Fault(sort=Sort.SYNTAX, start=token.start, end=token.end, message=message, title=title, edits=edits)


def _unit(place: ErrorPlace) -> Fault | None:
    """Explain `15min`, `10MB` and `1_000`."""
    at = place.stop.statement if place.stop.expected == "call" else place.stop.at
    token, number = place.tokens[at], place.tokens[at - 1] if at else None
    if (
        token.kind is not TokenKind.NAME
        or number is None
        or number.kind is not TokenKind.NUMBER
        or number.end != token.start
    ):
        return None
    digits = re.fullmatch(r"(?:_\d+)+", token.text)
    edits = (Edit(token.start, token.end, token.text.replace("_", "")),) if digits else ()
    return Fault(
        sort=Sort.SYNTAX,
        start=number.start,
        end=token.end,
        message=f"{number.text}{token.text} is not a valid number in Lua: write digits only, without a unit or `_`.",
        title="Write digits only" if digits else "",
        edits=edits,
    )


def _adjacent(place: ErrorPlace) -> Fault | None:
    """Explain `"a" "b"`, and a quote inside a text as SQL writes it: 'it''s'."""
    token, text = place.now, place.before
    if (
        token.kind is not TokenKind.STRING
        or text is None
        or text.kind is not TokenKind.STRING
        or token.line != text.line
    ):
        return None
    if text.end == token.start and text.text[0] == token.text[0] and text.text[0] in "\"'":
        quote = token.text[0]
        message = f"In Lua a quote inside a text is written `\\{quote}`, not as two quotes."
        edit, title = Edit(text.end - 1, token.start + 1, f"\\{quote}"), f"Write \\{quote}"
    else:
        message, title = "Two texts are side by side: join them with `..`.", "Join them with .."
        edit = Edit(text.end, token.start, " .. ")
    return Fault(sort=Sort.SYNTAX, start=text.start, end=token.end, message=message, title=title, edits=(edit,))


HINTS = (_unfinished, _escape, _numbered_field, _number, _unit, _adjacent)
