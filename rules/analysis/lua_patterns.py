"""Lua's patterns: their faults, and parts that belong to the regular expressions of other languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CLASSES = frozenset("acdglpsuwxACDGLPSUWX")
_TRANSLATED = {"d": "%d", "w": "[%w_]", "s": "%s", "D": "%D", "W": "[^%w_]", "S": "%S", "b": "%f[%w_]"}
MOST_CAPTURES = 32


_BACKSLASH = re.compile(r"\\")
_SIGNS = (
    (_BACKSLASH, "in Lua's patterns `%` takes the place of the backslash"),
    (re.compile(r"\|"), "`|` is no choice in Lua's patterns: try one pattern after the other, joined by `or`"),
    (re.compile(r"\(\?"), "`(?…)` means nothing in Lua's patterns; for capitals and small letters use lower()"),
    (re.compile(r"\{\d+(,\d*)?\}"), "`{…}` is no repetition in Lua's patterns: write the part as often"),
    (re.compile(r"[*+]\?"), "`*?` is not the shortest match in Lua's patterns: that is `-`"),
    (re.compile(r"\A\^?[*+]"), "`*` at the beginning stands for itself: any text is `.*`"),
    (re.compile(r"\)[*+?]"), "in Lua's patterns a group in `(…)` cannot be repeated"),
    (re.compile(r"\w\*\."), "`*` repeats the letter before it; any text is `.*`"),
    (re.compile(r".\^|\$."), "`^` and `$` mean beginning and end only there; elsewhere they stand for themselves"),
)
"""Signs of regular expressions of other languages, with their equivalent in Lua."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`fatal`: Lua raises an error. `better`: the whole pattern as it is meant, where that is certain."""

    message: str
    fatal: bool = False
    better: str | None = None


def faults(pattern: str) -> Iterator[Fault]:
    """Yield the worst fault only: first what does not load, then what comes from another language."""
    if reason := malformed(pattern):
        yield Fault(message=reason, fatal=True, better=_in_lua(pattern))
    else:
        yield from _foreign(pattern)


def malformed(pattern: str) -> str | None:
    """Return why Lua raises an error for a pattern (lstrlib.c of 5.2); None where it does not."""
    position, opened, closed, stack = 0, 0, 0, list[int]()
    while position < len(pattern):
        letter = pattern[position]
        if letter == "%":
            found = _escape(pattern, position, closed)
            if isinstance(found, str):
                return found
            position = found
        elif letter == "[":
            end = class_end(pattern, position)
            if end is None:
                return "`[` is not closed by `]`"
            position = end
        elif letter == "(":
            opened, position = opened + 1, position + 1
            stack.append(opened)
        elif letter == ")":
            if not stack:
                return "`)` has no `(`"
            stack.pop()
            closed, position = closed + 1, position + 1
        else:
            position += 1
    return "`(` is not closed by `)`" if stack else "there are too many captures" if opened > MOST_CAPTURES else None


def _escape(pattern: str, position: int, closed: int) -> int | str:
    """Return the position after `%x`, or what is wrong with it."""
    follows = pattern[position + 1 : position + 2]
    if not follows:
        return "it ends with `%`, which belongs to the letter after it"
    if follows == "b" and len(pattern) < position + 4:
        return "`%b` needs two letters after it"
    if follows == "f":
        return position + 2 if pattern[position + 2 : position + 3] == "[" else "`%f` needs a `[` after it"
    if follows.isdigit() and (follows == "0" or int(follows) > closed):
        return f"`%{follows}` names a capture that is not there"
    return position + (4 if follows == "b" else 2)


def class_end(pattern: str, start: int) -> int | None:
    """Return the position after the `]` that closes the `[` at `start`."""
    position = start + 1
    if pattern[position : position + 1] == "^":
        position += 1
    first = True
    while position < len(pattern):
        letter = pattern[position]
        if letter == "]" and not first:
            return position + 1
        position += 2 if letter == "%" else 1
        first = False
    return None


def outside_classes(pattern: str) -> str:
    """Return the pattern with spaces in place of `[…]` and of `%x`."""
    shown, position = list[str](), 0
    while position < len(pattern):
        end = position + 1
        if pattern[position] == "%":
            end = position + 2
        elif pattern[position] == "[":
            end = class_end(pattern, position) or position + 1
        width = min(end, len(pattern)) - position
        shown.append(pattern[position] if width == 1 and pattern[position] not in "%[" else " " * width)
        position = end
    return "".join(shown)


def _in_lua(pattern: str) -> str | None:
    """Return a regular expression in Lua's words, if it needs nothing else."""
    better = _translated(pattern)
    return better if better != pattern and malformed(better) is None else None


def _translated(pattern: str) -> str:
    better = re.sub(r"\\([dwsDWSb])", lambda found: _TRANSLATED[found[1]], pattern)
    better = re.sub(r"\\([^A-Za-z0-9])", r"%\1", better)
    better = better.replace("(?:", "(").replace("(?i)", "")
    return re.sub(r"(?<!%)([.*+])\?", lambda found: "-" if found[1] in "*+" else found[0], better)


def _foreign(pattern: str) -> Iterator[Fault]:
    bare = outside_classes(pattern)
    for sign, message in _SIGNS:
        if (sign.search(pattern) if sign.pattern.startswith("\\A") else sign.search(bare)) or (
            sign is _BACKSLASH and "\\" in pattern
        ):
            yield Fault(message=message, better=_in_lua(pattern) or _counted(pattern) or _wildcard(pattern))
            return
    letters = re.findall(r"%([A-Za-z])", pattern)
    if unknown := [letter for letter in letters if letter not in CLASSES | {"b", "f", "z"}]:
        yield Fault(message=f"`%{unknown[0]}` is no class of letters in Lua: it means {unknown[0]} itself")


def _counted(pattern: str) -> str | None:
    """Write `%d{3}` as `%d%d%d`."""
    found = re.search(r"(%.|\[[^\]]*\]|[\w.])\{(\d+)(?:,(\d*))?\}", pattern)
    if found is None or pattern.count("{") > 1 or int(found[2]) > 10 or (found[3] and int(found[3]) > 10):
        return None
    item, least, most = found[1], int(found[2]), found[3]
    more = "" if most is None else f"{item}*" if most == "" else f"{item}?" * (int(most) - least)
    return pattern[: found.start()] + item * least + more + pattern[found.end() :]


def _wildcard(pattern: str) -> str | None:
    """Write `*.google.com` as `%.google%.com$`."""
    rest = pattern.removeprefix("^").removeprefix("*")
    if "*" not in pattern[:2] or not re.fullmatch(r"\.?[\w.-]+\$?", rest):
        return None
    return rest.removesuffix("$").replace(".", "%.").replace("-", "%-") + "$"
