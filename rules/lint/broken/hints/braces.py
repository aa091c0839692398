"""Blocks in `{ }`, and the `for` of C."""

import re

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, matching
from rules.analysis.broken.lexer import Token, TokenKind

_HEADS = {"if": "then", "elseif": "then", "while": "do", "for": "do"}
_C_LOOP = re.compile(
    r"for\b\s*(?P<bracket>\()?\s*(?:(?:int|var|let|auto|local|size_t|long)\s+)?(?P<name>\w+)\s*=\s*(?P<from>[^;]+?)\s*;"
    r"\s*(?P=name)\s*(?P<sign><=?|>=?)\s*(?P<to>[^;]+?)\s*;"
    r"\s*(?:(?P=name)\s*(?P<after>\+\+|--)|(?P<ahead>\+\+|--)\s*(?P=name)|(?P=name)\s*(?P<by>[-+])=\s*(?P<step>\d+))(?(bracket)\s*\))"
)


def _block(place: ErrorPlace) -> Fault | None:
    found = _opening(place)
    if found is None:
        return None
    at, word = found
    brace = place.tokens[at]
    edits = tuple(_pair(place, at, word))
    return Fault(
        sort=Sort.LANGUAGE,
        start=brace.start,
        end=brace.end,
        message="Lua has no blocks in `{ }`: "
        + (f"write `{word} … end`." if word else "this one just begins, and ends with `end`."),
        title=f"Write {word} … end" if word else "Write … end",
        edits=edits,
    )


def _opening(place: ErrorPlace) -> tuple[int, str] | None:
    """Return the index of a brace that opens a block, and the word that replaces it."""
    before = place.before
    if (
        place.now.text == "{"
        and place.stop.expected == "statement"
        and before
        and before.text in {")", "else", "then", "do", "repeat"}
    ):
        return place.stop.at, ""
    tokens = place.tokens
    for at in range(place.stop.statement, place.stop.at + 1):
        word = _HEADS.get(tokens[at].text) if tokens[at].kind is TokenKind.KEYWORD else None
        if word is None or at + 1 >= len(tokens) or tokens[at].text == "for":
            continue
        brace = _brace_of(tokens, at)
        if tokens[brace].text == "{" and brace <= place.stop.at + 1:
            return brace, word
    return None


def _brace_of(tokens: list[Token], at: int) -> int:
    """Return the index of the first brace after a condition: `if (x > 3) {`, `if x > 3 {`; otherwise the end of its
    line."""
    closing = matching(tokens, at + 1) if tokens[at + 1].text == "(" else None
    if closing and tokens[min(closing + 1, len(tokens) - 1)].text == "{":
        return closing + 1
    line = tokens[at].line
    while at + 1 < len(tokens) and tokens[at + 1].line == line and tokens[at].text not in {"{", "then", "do"}:
        at += 1
    return at


def _pair(place: ErrorPlace, at: int, word: str) -> list[Edit]:
    """Return the edits for a block and for the `else` branches that follow its closing brace."""
    tokens = place.tokens
    closing = matching(tokens, at)
    if closing is None:
        return []
    edits = [_opened(place, tokens[at], word)]
    while closing + 1 < len(tokens) and tokens[closing + 1].text in {"else", "elseif"}:
        edits.append(_removed(place, tokens[closing]))
        brace, more = _branch(place, closing + 1)
        end = matching(tokens, brace) if brace is not None and tokens[brace].text == "{" else None
        if brace is None or end is None:
            return edits
        edits += more
        closing = end
    after = place.text[tokens[closing].end : tokens[closing].end + 1]
    before = place.text[tokens[closing].start - 1]
    written = ("" if before.isspace() else " ") + "end" + (" " if after.isalnum() or after == "_" else "")
    return [*edits, Edit(tokens[closing].start, tokens[closing].end, written)]


def _branch(place: ErrorPlace, at: int) -> tuple[int | None, list[Edit]]:
    """Return the index of the brace after an `else`, and its edits."""
    tokens, edits = place.tokens, list[Edit]()
    word = ""
    if tokens[at].text == "else" and tokens[at + 1].text == "if":
        edits.append(Edit(tokens[at].start, tokens[at + 1].end, "elseif"))
        at, word = at + 1, "then"
    elif tokens[at].text == "elseif":
        word = "then"
    brace = at + 1
    if word:
        brace = _brace_of(tokens, at)
    if brace >= len(tokens) or tokens[brace].text != "{":
        return None, []
    return brace, [*edits, _opened(place, tokens[brace], word)]


def _opened(place: ErrorPlace, brace: Token, word: str) -> Edit:
    if not word:
        return _removed(place, brace)
    left = "" if place.text[brace.start - 1].isspace() else " "
    right = "" if place.text[brace.end : brace.end + 1].isspace() else " "
    return Edit(brace.start, brace.end, f"{left}{word}{right}")


def _removed(place: ErrorPlace, brace: Token) -> Edit:
    """Remove a brace and the spaces beside it, but keep words apart."""
    start, end = brace.start, brace.end
    while place.text[start - 1 : start] == " " and place.text[end : end + 1] in {"\n", "\r", ""}:
        start -= 1
    while place.text[end : end + 1] == " " and place.begins_line(brace):
        end += 1
    glued = place.text[start - 1 : start].isalnum() and place.text[end : end + 1].isalnum()
    return Edit(start, end, " " if glued else "")


def _loop(place: ErrorPlace) -> Fault | None:
    """Explain `for (int i = 0; i < 3; i++) {` and `for i = 0; i < 3; i++ do`."""
    if place.first.text != "for" or place.stop.expected not in {"name", "= or in", ","}:
        return None
    found = _C_LOOP.match(place.text, place.first.start)
    if found is None:
        return _bracketed(place) if place.now.text == "(" and place.stop.expected == "name" else None
    edits = [Edit(found.start(), found.end(), _lua_loop(found))]
    brace = next((at for at in range(place.stop.at, len(place.tokens)) if place.tokens[at].start >= found.end()), None)
    if brace is not None and place.tokens[brace].text == "{":
        edits += _pair(place, brace, "do")
    return Fault(
        sort=Sort.LANGUAGE,
        start=found.start(),
        end=found.end(),
        message=f"A loop that counts is written `{_lua_loop(found)} do … end` in Lua.",
        title=f"Write {_lua_loop(found)}",
        edits=tuple(edits),
    )


def _lua_loop(found: re.Match[str]) -> str:
    falling = (found["after"] or found["ahead"] or found["by"]).startswith("-")
    last = found["to"]
    if found["sign"] in {"<", ">"}:
        last = str(int(last) + (1 if falling else -1)) if last.isdigit() else f"{last} {'+' if falling else '-'} 1"
    step = f"{'-' if falling else ''}{found['step'] or 1}"
    return f"for {found['name']} = {found['from']}, {last}" + ("" if step == "1" else f", {step}")


def _bracketed(place: ErrorPlace) -> Fault:
    """Explain `for (k, v in pairs(t))`."""
    closing = matching(place.tokens, place.stop.at)
    edits: tuple[Edit, ...] = ()
    inside = place.text[place.now.end : place.tokens[closing].start] if closing else ""
    if closing and ";" not in inside and (" in " in inside or "=" in inside):
        edits = (Edit(place.now.start, place.now.end, ""), _removed(place, place.tokens[closing]))
    return Fault(
        sort=Sort.LANGUAGE,
        start=place.first.start,
        end=place.now.end,
        message="A loop has no brackets in Lua: write `for i = 1, 10 do` or `for key, value in pairs(t) do`.",
        title="Delete the brackets" if edits else "",
        edits=edits,
    )


def _left_over(place: ErrorPlace) -> Fault | None:
    """Explain a `}` that closes nothing."""
    token = place.now
    if token.text != "}" or place.stop.expected not in {"statement", "end of text", "end"}:
        return None
    opened = bool(place.stop.open) and (place.after is None or place.after.text != "end" or place.begins_line(token))
    return Fault(
        sort=Sort.LANGUAGE,
        start=token.start,
        end=token.end,
        message="This `}` closes nothing: a block ends with `end` in Lua.",
        title="Write end" if opened else "Delete it",
        edits=(Edit(token.start, token.end, "end" if opened else ""),),
    )


HINTS = (_loop, _block, _left_over)
