"""Comments of other languages. One of their signs, `//`, divides elsewhere."""

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort, sign_at
from rules.analysis.broken.lexer import TokenKind
from rules.lint.broken.hints import values
from rules.lint.broken.hints.bits import division


def _comment(place: ErrorPlace) -> Fault | None:
    found = sign_at(place, ("//", "/*"))
    start = found[0] if found else place.now.start
    if found and found[1] == "/*":
        return _long_comment(place, start)
    if found and _divides(place, start):
        return division(place, start)
    if not found and not (place.now.text == "#" and place.now.kind is TokenKind.SIGN):
        return None
    sign = found[1] if found else "#"
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=start + len(sign),
        message=f"A comment begins with `--` in Lua, not with `{sign}`.",
        title="Write --",
        edits=(Edit(start, start + len(sign), "--"),),
    )


def _long_comment(place: ErrorPlace, start: int) -> Fault:
    closing = place.text.find("*/", start + 2)
    inside = place.text[start + 2 : closing] if closing >= 0 else ""
    level = "=" if "]]" in inside else ""
    edits = (Edit(start, start + 2, f"--[{level}["), Edit(closing, closing + 2, f"]{level}]")) if closing >= 0 else ()
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=closing + 2 if closing >= 0 else start + 2,
        message="A comment of several lines is written in `--[[ … ]]` in Lua, not in `/* … */`.",
        title="Write --[[ … ]]" if edits else "",
        edits=edits,
    )


def _divides(place: ErrorPlace, start: int) -> bool:
    """Return whether `//` is between two values."""
    left = next((token for token in reversed(place.tokens) if token.end <= start), None)
    if left is None or place.text[place.line_start(start) : start].strip() == "":
        return False
    return values.follows(place, start + 2)


HINTS = (_comment,)
