"""`x++` and `x += 1`."""

import re

from rules.analysis.broken.fault import Edit, ErrorPlace, Fault, Sort
from rules.analysis.broken.lexer import lex

_COMPOUND = re.compile(r"(\.\.?|[-+*/%^])=")


def _step(place: ErrorPlace) -> Fault | None:
    """Explain `x++`, `++x` and `x--`, whose signs begin a comment."""
    target = _target(place)
    if target is None or place.stop.expected != "call":
        return None
    end = place.tokens[place.stop.at - 1].end
    sign = place.text[end:].lstrip(" ")[:2]
    if sign not in {"++", "--"} or (sign == "--" and not re.fullmatch(r" ?--\s*(?:[;)}].*)?", place.rest_of_line(end))):
        return None
    stop = place.text.index(sign, end) + 2
    what = "`--` begins a comment in Lua" if sign == "--" else "Lua has no `++`"
    written = f"{target} = {target} {sign[0]} 1"
    return _rewritten(place.first.start, stop, f"{what}: write `{written}`.", written)


def _target(place: ErrorPlace) -> str | None:
    """Return what is left of the stop in this statement, where it is on one line."""
    text = place.text[place.first.start : place.tokens[place.stop.at - 1].end] if place.stop.at else ""
    return text if text and "\n" not in text and place.first.start < place.now.start else None


def _rewritten(start: int, end: int, message: str, written: str) -> Fault:
    return Fault(
        sort=Sort.LANGUAGE,
        start=start,
        end=end,
        message=message,
        title=f"Write {written}" if len(written) <= 60 else "Write it in Lua's way",
        edits=(Edit(start, end, written),),
    )


def _compound(place: ErrorPlace) -> Fault | None:
    """Explain `x += 1`, and PHP's `x .= "text"`."""
    found, target = _COMPOUND.match(place.text, place.now.start), _target(place)
    if place.stop.expected == "name" and target and target.endswith("."):
        found, target = _COMPOUND.match(place.text, place.now.start - 1), target[:-1].rstrip()
    elif place.stop.expected != "call":
        return None
    if found is None or target is None:
        return None
    end = _end_of_value(place, found.end())
    value = place.text[found.end() : end].strip()
    sign = ".." if found[1] == "." else found[1]
    shown = f"{target} = {target} {sign} {value if _is_single(value) else f'({value})'}"
    message = f"Lua has no `{found[0]}`: write `{shown if len(shown) <= 60 else f'{target} = {target} {sign} …'}`."
    if not value:
        return Fault(sort=Sort.LANGUAGE, start=found.start(), end=found.end(), message=message)
    fault = _rewritten(place.first.start, end, message, shown)
    return Fault(
        sort=fault.sort, start=found.start(), end=found.end(), message=message, title=fault.title, edits=fault.edits
    )


def _end_of_value(place: ErrorPlace, start: int) -> int:
    """Return where the value right of an assignment ends in its line."""
    line_end, end, depth = place.line_end(start), start, 0
    for token in place.tokens[place.stop.at :]:
        if token.start < start:
            continue
        if token.start >= line_end or (depth == 0 and (token.text in _AFTER_A_VALUE)):
            break
        depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
        end = token.end
    return end


_AFTER_A_VALUE = frozenset({"end", "else", "elseif", "until", ";", "}", ""})


def _is_single(value: str) -> bool:
    return len(lex(value)) == 2


HINTS = (_step, _compound)
