"""A pattern does not mean what it seems to, or is invalid.

    mxserver:match("[a-z")                  -- an error: `[` is not closed
    mxserver:match("(google|yahoo)")        -- `|` is no choice in Lua: two patterns, joined by `or`
    mxserver:match("*.google.com")          -- `*` at the beginning stands for itself
    mxserver:match("mx-1.example.com")      -- `-` and `.` are not themselves: "mx%-1%.example%.com"
    domain:gsub(".", "")                    -- nothing is left: `.` matches any letter, "%." a dot
    mxserver:find("mail-")                  -- finds mai: `-` repeats the l, none at least; "mail%-"
    domain:match("\\\\d+")                    -- `%d+`: Lua's sign is `%`
    tonumber(s:gsub("%D", ""))              -- gsub gives two values, and the second is taken for a base

Lua's patterns are no regular expressions: `%` takes the place of the backslash, there is no `|`, no `{2,3}`, and a
group cannot be repeated. To look for a text as it is: `text:find("mx-1.example.com", 1, true)`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.analysis.constants import as_literal, constant
from rules.analysis.expressions import arguments, inner, method, string
from rules.analysis.host_names import host
from rules.analysis.lua_patterns import Fault, faults, outside_classes
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.lint.finding import Severity
from rules.lint.rule import Change, Remark, Repair, Rule, at, replacing
from rules.lint.wording import shown

_FUNCTIONS = frozenset({"match", "find", "gmatch", "gsub"})
_NAME = re.compile(r"\^?[\w.-]*\w\.[\w.-]*\w\$?")
_DASHED = re.compile(r"\^?[A-Za-z0-9_%.]*[A-Za-z0-9]-[A-Za-z0-9][\w.%-]*\$?")
_ENDS_IN_DASH = re.compile(r"[A-Za-z0-9]-\$?\Z")
_DASH_BEFORE_CLASS = re.compile(r"[A-Za-z0-9]- ")
_MASKS = frozenset({"*", "x", "X", "#", "?", "."})
"""Replacements of every letter that are made on purpose."""
_ENDING = re.compile(r"[a-z0-9]\.[a-z]{2,10}\$?$")
_WRONG_IN_REPLACEMENT = re.compile(r"%(?:[^0-9%]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A use of a pattern, which is in `literal`, on `subject`."""

    function: str
    subject: Node
    given: Node
    literal: Node
    rest: list[Node]

    @property
    def is_plain(self) -> bool:
        """Return whether `find(text, 1, true)` looks for the text itself."""
        return self.function == "find" and len(self.rest) > 1 and self.rest[1].kind not in {"false", "nil"}


def check(script: Script) -> Iterator[Remark]:
    for call in script.tree.of("function_call"):
        if call.damaged:
            continue
        if use := _use(script, call):
            yield from _pattern(script, use)
            yield from _replacement(script, use)
        if script.values.library_name(call.get("name")) == "tonumber":
            yield from _two_values(script, call)


def _use(script: Script, call: Node) -> _Use | None:
    on = method(call)
    given = [inner(each) for each in arguments(call)]
    name = on[1] if on else ""
    if on and on[1] not in script.functions.methods:
        given = [on[0], *given]
    elif (found := script.values.library_name(call.get("name")) or "").startswith("string."):
        name = found.removeprefix("string.")
    if name not in _FUNCTIONS or len(given) < 2:
        return None
    literal = constant(given[1], script.names)
    return _Use(function=name, subject=given[0], given=given[1], literal=literal, rest=given[2:])


def _pattern(script: Script, use: _Use) -> Iterator[Remark]:
    pattern = string(use.literal)
    if pattern is None or use.is_plain:
        return
    for fault in faults(pattern):
        yield _fault(use, fault)
        return
    if _any_letter(script, use, pattern) or _ENDS_IN_DASH.search(outside_classes(pattern)):
        yield _bare(use, pattern, Severity.WARNING)
    elif about := host(script, use.subject):
        yield from _of_a_name(use, pattern, about)
    elif use.function != "gsub" and _NAME.fullmatch(pattern) and ".-" not in pattern:
        yield _bare(use, pattern, Severity.INFORMATION)


def _any_letter(script: Script, use: _Use, pattern: str) -> bool:
    """Recognise `gsub(".", "")` and `find(".")`: a dot is meant, since every text would match."""
    if pattern != "." or use.function in {"match", "gmatch"}:
        return False
    put_in = string(constant(use.rest[0], script.names)) if use.function == "gsub" and use.rest else None
    return use.function == "find" or (put_in is not None and "%" not in put_in and put_in not in _MASKS)


def _replacement(script: Script, use: _Use) -> Iterator[Remark]:
    """Check the replacement of `gsub`, in which `%` may only come before a digit or another `%`."""
    literal = constant(use.rest[0], script.names) if use.function == "gsub" and use.rest else None
    text = string(literal) if literal else None
    if text and (found := _WRONG_IN_REPLACEMENT.search(text.replace("%%", "  "))):
        message = f"`{found[0]}` in a replacement raises an error: `%` may only come before a digit or another `%`."
        yield at(use.rest[0], message, severity=Severity.ERROR)


def _fault(use: _Use, fault: Fault) -> Remark:
    severity = Severity.ERROR if fault.fatal else Severity.WARNING
    end = ", so this raises an error." if fault.fatal else "."
    message = f"{fault.message[0].upper()}{fault.message[1:]}{end}"
    return at(use.given, message, severity=severity, repair=_rewritten(use, fault.better))


def _of_a_name(use: _Use, pattern: str, about: str) -> Iterator[Remark]:
    """Find signs in the name of a host that mean something in patterns, and a final dot or capitals, which it never
    has."""
    bare = outside_classes(pattern)
    if bare != bare.lower():
        better = "".join(kept if seen == " " else kept.lower() for kept, seen in zip(pattern, bare, strict=True))
        yield at(use.given, f"{about} is in small letters: this never matches.", repair=_rewritten(use, better))
    elif pattern.endswith("%.$") and use.function != "gsub":
        better = f"{pattern[:-3]}$"
        yield at(use.given, f"{about} has no final dot: this never matches.", repair=_rewritten(use, better))
    elif "@" in bare:
        yield at(use.given, f"{about} has no `@`: this never matches.")
    elif (_NAME.fullmatch(pattern) and ".-" not in pattern) or _DASHED.fullmatch(pattern) or _is_ending(bare):
        yield _bare(use, pattern, Severity.WARNING)


def _is_ending(bare: str) -> bool:
    """Recognise `.google.com$` after a class of letters, and `mx-` before one."""
    return bool(_ENDING.search(bare) or _DASH_BEFORE_CLASS.search(bare))


def _bare(use: _Use, pattern: str, severity: Severity) -> Remark:
    signs = [sign for sign in "-." if sign in outside_classes(pattern)]
    means = {".": "`.` matches any letter", "-": "`-` is a repetition"}
    message = f"In a pattern {' and '.join(means[sign] for sign in signs)}: write `%` before it."
    return at(use.given, message, severity=severity, repair=_rewritten(use, _escaped(pattern)))


def _escaped(pattern: str) -> str:
    bare = outside_classes(pattern)
    return "".join(f"%{kept}" if seen in ".-" else kept for kept, seen in zip(pattern, bare, strict=True))


def _rewritten(use: _Use, better: str | None) -> Repair | None:
    if better is None or use.literal.kind != "string":
        return None
    return replacing(use.literal, as_literal(better), f"Write {as_literal(better)}")


def _two_values(script: Script, call: Node) -> Iterator[Remark]:
    """Find `tonumber(s:gsub(…))`: the number of replacements becomes the base."""
    given = arguments(call)
    last = given[0] if len(given) == 1 and given[0].kind == "function_call" else None
    found = _use(script, last) if last else None
    if last is None or found is None or found.function not in {"gsub", "find"}:
        return
    changes = (Change(start=last.start, end=last.start, text="("), Change(start=last.end, end=last.end, text=")"))
    repair = Repair(title="Keep the first value only", changes=changes)
    message = f"{found.function} gives two values, and tonumber takes the second for a base: "
    message += f"put {shown(last, 'it')} in parentheses."
    yield at(last, message, severity=Severity.ERROR, repair=repair)


RULE = Rule(name="pattern", explanation=__doc__, check=check)
