"""The end of the loop around a place."""

from itertools import pairwise

from rules.analysis.broken.fault import Edit, ErrorPlace
from rules.analysis.broken.lexer import Token, TokenKind

_OPENING = frozenset({"function", "if", "while", "for", "repeat"})


def label_before_end(place: ErrorPlace, index: int, name: str) -> tuple[Edit, ...] | None:
    """Return edits that put `::name::` at the end of the innermost loop around a token; no edits where it has that
    label already.

    None: there is no loop around it, its end is not found, or a `return` or `break` is last in it.
    """
    loop = _loop_around(place.tokens, index)
    end = _end_of(place.tokens, loop) if loop is not None else None
    if loop is None or end is None:
        return None
    inside = place.tokens[loop:end]
    if any(a.text == "::" and b.text == name for a, b in pairwise(inside)):
        return ()
    if _last_is_return(place.tokens, loop, end):
        return None
    closing = place.tokens[end]
    if place.begins_line(closing):
        newline = "\r\n" if "\r\n" in place.text else "\n"
        last, first = place.tokens[end - 1], place.tokens[loop]
        indentation = place.indentation(last) if last.line > first.line else f"{place.indentation(closing)}    "
        start = place.line_start(closing.start)
        return (Edit(start, start, f"{indentation}::{name}::{newline}"),)
    return (Edit(closing.start, closing.start, f"::{name}:: "),)


def _loop_around(tokens: list[Token], index: int) -> int | None:
    """Return the index of the `while`, `for` or `repeat` whose body holds the token."""
    open_: list[int] = []
    for at in range(index):
        word = tokens[at]
        if word.kind is not TokenKind.KEYWORD:
            continue
        if word.text in _OPENING or (word.text == "do" and not _belongs_to_loop(tokens, open_, at)):
            open_.append(at)
        elif word.text in {"end", "until"} and open_:
            open_.pop()
    for at in reversed(open_):
        if tokens[at].text in {"while", "for", "repeat"}:
            return at
        if tokens[at].text == "function":
            return None
    return None


def _belongs_to_loop(tokens: list[Token], open_: list[int], at: int) -> bool:
    if not open_ or tokens[open_[-1]].text not in {"while", "for"}:
        return False
    return not any(token.text == "do" and token.kind is TokenKind.KEYWORD for token in tokens[open_[-1] : at])


def _end_of(tokens: list[Token], loop: int) -> int | None:
    depth, waiting = 0, 0
    for at in range(loop, len(tokens)):
        word = tokens[at]
        if word.kind is not TokenKind.KEYWORD:
            continue
        if word.text in _OPENING:
            depth += 1
            waiting += word.text in {"while", "for"}
        elif word.text == "do":
            depth += waiting == 0
            waiting = max(0, waiting - 1)
        elif word.text in {"end", "until"}:
            depth -= 1
            if depth == 0:
                return at
    return None


def _last_is_return(tokens: list[Token], loop: int, end: int) -> bool:
    depth, last = 0, ""
    for at in range(loop + 1, end):
        word = tokens[at]
        if word.kind is not TokenKind.KEYWORD:
            continue
        depth += word.text in {"function", "if", "repeat"} or (word.text == "do" and at > loop and depth > 0)
        depth -= word.text in {"end", "until"}
        if depth == 0 and word.text in {"return", "end", "break", "do", "local"}:
            last = word.text
    return last == "return"
