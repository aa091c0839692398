"""Incomplete statements: a word or a value is missing, or something is where nothing can be."""

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, spaced
from rules.analysis.broken.lexer import Token, TokenKind

_OPERATORS = frozenset(
    {"=", "+", "-", "*", "/", "^", "%", "..", "<", "<=", ">", ">=", "==", "~=", "and", "or", "not", "#", ","}
)


def _after_return(place: ErrorPlace) -> Fault | None:
    began = place.stop.returned
    if (
        began is None
        or place.stop.expected not in {"end", "end of text"}
        or place.now.text in {"until", "else", "elseif"}
    ):
        return None
    word, last = place.tokens[began], place.tokens[place.stop.at - 1]
    if place.now.kind is TokenKind.END or place.now.text == "end":
        return None
    if place.now.line == last.line:
        return _more_results(place, word, last)
    edits = (Edit(word.start, word.start, "do "), Edit(last.end, last.end, " end"))
    return Fault(
        sort=Sort.SYNTAX,
        start=word.start,
        end=last.end,
        message=f"`return` must be the last statement of its block, but line {place.now.line} goes on: "
        "write `do return end` to leave the function here.",
        title="Write do return … end",
        edits=edits,
    )


def _more_results(place: ErrorPlace, word: Token, last: Token) -> Fault:
    """Explain `return false 10`."""
    value = place.now.kind in {TokenKind.NUMBER, TokenKind.STRING, TokenKind.NAME} or place.now.text in {
        "true",
        "false",
        "nil",
    }
    value = value and last is not word
    return Fault(
        sort=Sort.SYNTAX,
        start=word.start,
        end=last.end,
        message="`return` ends its block: nothing can follow it. Several results are separated by commas.",
        title="Insert a comma" if value else "",
        edits=(Edit(last.end, last.end, ","),) if value else (),
    )


def _keyword(place: ErrorPlace) -> Fault | None:
    """Explain a missing `then` or `do`, or one in place of the other."""
    wanted, opener, last = place.stop.expected, place.stop.opener, place.before
    if wanted not in {"then", "do"} or opener is None or last is None:
        return None
    if place.now.text in {"then", "do"} and place.now.kind is TokenKind.KEYWORD:
        message = f"`{opener.text}` goes with `{wanted}`, not with `{place.now.text}`."
        edit = Edit(place.now.start, place.now.end, wanted)
        return Fault(
            sort=Sort.UNCLOSED,
            start=place.now.start,
            end=place.now.end,
            message=message,
            title=f"Write {wanted}",
            edits=(edit,),
        )
    start = opener.start if opener.line == last.line else last.start
    return Fault(
        sort=Sort.UNCLOSED,
        start=start,
        end=last.end,
        message=f"The `{opener.text}` of line {opener.line} has no `{wanted}` after its "
        f"{'condition' if opener.text != 'for' else 'values'}.",
        title=f"Insert {wanted}",
        edits=(Edit(last.end, last.end, f" {wanted}" if place.now.start > last.end else f" {wanted} "),),
    )


def _colon(place: ErrorPlace) -> Fault | None:
    """Explain `if x:` and `else:` as in Python."""
    for at in range(place.stop.at, max(0, place.stop.at - 12), -1):
        token = place.tokens[at]
        head = _head(place, at) if token.text == ":" else None
        if head is None:
            continue
        word = {"if": "then", "elseif": "then", "while": "do", "for": "do"}.get(head.text, "")
        return Fault(
            sort=Sort.LANGUAGE,
            start=token.start,
            end=token.end,
            message=f"A block does not begin with `:`: write {f'`{word}`, and ' if word else ''}`end` at its end.",
            title=f"Write {word}" if word else "Delete the :",
            edits=(spaced(place, token.start, token.end, word) if word else Edit(token.start, token.end, ""),),
        )
    return None


def _head(place: ErrorPlace, at: int) -> Token | None:
    """Return the word with which the line began, where a colon ends its line or is followed by a space."""
    colon = place.tokens[at]
    line = [token for token in place.tokens[:at] if token.line == colon.line]
    heads = [each for each in line if each.text in {"if", "elseif", "while", "for", "else", "function"}]
    if not heads or (heads[0] is not line[0] and line[0].text != "local"):
        return None
    return heads[-1] if place.text[colon.end : colon.end + 1].isspace() or colon.end == len(place.text) else None


def _local(place: ErrorPlace) -> Fault | None:
    """Explain `local t.x = 1`, `local x == 1` and `local x <const> = 1`."""
    began, now, after = place.stop.previous, place.now, place.after
    first = place.tokens[began]
    if first.text != "local" or first.kind is not TokenKind.KEYWORD:
        return None
    if now.text in {".", "["} and place.stop.at == began + 2:
        edit = Edit(first.start, place.tokens[began + 1].start, "")
        message = "A field cannot be local, only a variable: leave `local` out."
        return Fault(
            sort=Sort.SYNTAX, start=first.start, end=now.end, message=message, title="Delete local", edits=(edit,)
        )
    if now.text == ":" and after and after.kind is TokenKind.NAME and place.stop.at == began + 2:
        edit = Edit(place.tokens[began + 1].end, after.end, "")
        message = "A variable has no type in Lua: any value may be in it."
        return Fault(
            sort=Sort.LANGUAGE, start=now.start, end=after.end, message=message, title="Delete the type", edits=(edit,)
        )
    closing = place.token(2)
    if now.text == "<" and after and after.text in {"const", "close"} and closing and closing.text == ">":
        edit = Edit(place.tokens[place.stop.at - 1].end, closing.end, "")
        message = f"`<{after.text}>` belongs to Lua 5.4; Lua 5.2 does not know it."
        return Fault(
            sort=Sort.LANGUAGE, start=now.start, end=closing.end, message=message, title="Delete it", edits=(edit,)
        )
    return None


def _comparison(place: ErrorPlace) -> Fault | None:
    """Explain `x == 1` as a statement."""
    now, before = place.now, place.before
    declared = (
        place.tokens[place.stop.previous].text == "local" and before is not None and before.kind is TokenKind.NAME
    )
    if now.text != "==" or not (place.stop.expected == "call" or declared):
        return None
    edit = Edit(now.start, now.end, "=")
    message = "`==` compares; a value is given with `=`."
    return Fault(sort=Sort.SYNTAX, start=now.start, end=now.end, message=message, title="Write =", edits=(edit,))


def _chain(place: ErrorPlace) -> Fault | None:
    """Explain `a = b = 1`."""
    line = [token for token in place.tokens[: place.stop.at] if token.line == place.now.line]
    if place.now.text != "=" or place.stop.expected != "statement" or not any(token.text == "=" for token in line):
        return None
    message = "One statement gives one value in Lua: write `b = 1` and `a = b`, or compare with `==`."
    return Fault(sort=Sort.SYNTAX, start=place.now.start, end=place.now.end, message=message)


def _alone(place: ErrorPlace) -> Fault | None:
    """Explain a value where only a call or an assignment is allowed."""
    last = place.before
    if place.stop.expected != "call" or last is None or place.now.text == "=":
        return None
    shown = " ".join(place.text[place.first.start : last.end].split())
    shown = shown if len(shown) <= 40 else "This"
    way = (
        f": a call is `{shown}()`, an assignment `{shown} = …`"
        if last.kind is TokenKind.NAME and shown != "This"
        else ""
    )
    return Fault(
        sort=Sort.SYNTAX,
        start=place.first.start,
        end=last.end,
        message=f"{shown} alone is no statement{way}.",
    )


def _call_assigned(place: ErrorPlace) -> Fault | None:
    last = place.before
    if place.stop.expected != "call" or place.now.text != "=" or last is None:
        return None
    message = "A call cannot be given a value: on the left of `=` there must be a variable or a field."
    return Fault(sort=Sort.SYNTAX, start=place.first.start, end=last.end, message=message)


def _value(place: ErrorPlace) -> Fault | None:
    """Explain `x =` without a value."""
    now, last = place.now, place.before
    ends = now.kind is TokenKind.END or now.kind is TokenKind.KEYWORD or now.text in {")", "}", "]", ";"}
    if place.stop.expected != "expression" or last is None or not ends:
        return None
    if last.text not in _OPERATORS or last.kind not in {TokenKind.SIGN, TokenKind.KEYWORD}:
        return None
    comma = last.text == "," and now.text == ")"
    return Fault(
        sort=Sort.SYNTAX,
        start=last.start,
        end=last.end,
        message=f"A value is missing after `{last.text}`.",
        title="Delete the comma" if comma else "",
        edits=(Edit(last.start, last.end, ""),) if comma else (),
    )


def _name(place: ErrorPlace) -> Fault | None:
    """Explain what cannot be a name, where one is needed: a word of Lua, a number, a text."""
    now, before = place.now, place.before
    if place.stop.expected != "name" or before is None or now.kind in {TokenKind.FOREIGN, TokenKind.UNFINISHED}:
        return None
    if before.text in _INDEXING and now.kind in {TokenKind.KEYWORD, TokenKind.NUMBER, TokenKind.STRING}:
        return _not_a_field(place, before)
    needed = f"A name is needed after `{before.text}`"
    if now.kind is TokenKind.KEYWORD:
        message = f"{needed}, and `{now.text}` is a word of Lua."
    elif now.kind in {TokenKind.NUMBER, TokenKind.STRING}:
        message = (
            f"{needed}, not {'a number' if now.kind is TokenKind.NUMBER else 'a text'}: a name begins with a letter."
        )
    else:
        message = f"{needed}."
    comma = before.text == "," and now.text in {"=", ")", "in"}
    return Fault(
        sort=Sort.SYNTAX,
        start=before.start,
        end=now.end if now.kind in {TokenKind.KEYWORD, TokenKind.NUMBER, TokenKind.STRING} else before.end,
        message=message,
        title="Delete the comma" if comma else "",
        edits=(Edit(before.start, before.end, ""),) if comma else (),
    )


_INDEXING = frozenset({".", ":"})


def _not_a_field(place: ErrorPlace, dot: Token) -> Fault:
    """Explain `rows.end` and `rows."cnt"`."""
    now = place.now
    written = {
        TokenKind.KEYWORD: f'["{now.text}"]',
        TokenKind.STRING: f"[{now.text}]",
        TokenKind.NUMBER: f"[{now.text}]",
    }[now.kind]
    edits = (Edit(dot.start, now.end, written),) if dot.text == "." and place.first.text != "function" else ()
    return Fault(
        sort=Sort.SYNTAX,
        start=dot.start,
        end=now.end,
        message=f"After `{dot.text}` a name is needed, and {now.text} is none"
        + (f": write `{written}`." if edits else "."),
        title=f"Write {written}" if edits else "",
        edits=edits,
    )


HINTS = (_local, _comparison, _chain, _colon, _after_return, _keyword, _value, _name, _call_assigned, _alone)
