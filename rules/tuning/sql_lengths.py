"""Lengths of time in the SQL of a script: '15 minutes', INTERVAL '15' MINUTE, make_interval(mins => 15)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.analysis.script import Script
from rules.analysis.tree import Node

_UNITS = r"(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
_NUMBER = r"\d+(?:\.\d+)?"
UNIT_FOLLOWS = re.compile(rf"\s*{_UNITS}\b", re.IGNORECASE)
_PART = re.compile(rf"({_NUMBER})\s*{_UNITS}\b", re.IGNORECASE)
_WHOLE = rf"\s*(?:[-+]?\s*{_NUMBER}\s*{_UNITS}\s*)+(?:ago)?\s*"
_QUOTED = re.compile(rf"'({_WHOLE})\\?'", re.IGNORECASE)
_BARE = re.compile(_WHOLE, re.IGNORECASE)
_UNIT_BEHIND = re.compile(rf"\binterval\s*\\?'\s*[-+]?({_NUMBER})\s*\\?'\s*{_UNITS}\b", re.IGNORECASE)
_MADE = re.compile(r"\bmake_interval\s*\(([^()]*)\)", re.IGNORECASE)
_MADE_PART = re.compile(rf"(?:\b(\w+)\s*=>?\s*)?({_NUMBER})")
_MADE_ORDER = ("years", "months", "weeks", "days", "hours", "mins", "secs")
_SQL = re.compile(r"\b(?:select|where|starttime|interval|current_timestamp|now\s*\()", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:where|and|or|select|from|having)\b", re.IGNORECASE)
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A number in a text literal, in bytes of the script, with its unit. `condition` is the SQL around it."""

    start: int
    end: int
    unit: str
    condition: str


def lengths(literal: Node, script: Script) -> Iterator[Length]:
    """Yield the lengths of time that a text of the script holds: as its SQL, or as its whole content."""
    content = literal.get("content")
    if content is None:
        return
    text = content.text
    if _BARE.fullmatch(text):
        for part in _PART.finditer(text):
            yield _length(content, part.start(1), part.end(1), part[2], "")
    elif _is_sql(literal, text, script):
        for start, end, unit in sorted(set(_inside(text))):
            yield _length(content, start, end, unit, _condition(text, start, end))


def _is_sql(literal: Node, text: str, script: Script) -> bool:
    if _SQL.search(text):
        return True
    return any(piece.node is literal for query in script.queries.all for piece in query.sql.pieces)


def _inside(text: str) -> Iterator[tuple[int, int, str]]:
    for quoted in _QUOTED.finditer(text):
        for part in _PART.finditer(text, quoted.start(1), quoted.end(1)):
            yield *part.span(1), part[2]
    for behind in _UNIT_BEHIND.finditer(text):
        yield *behind.span(1), behind[2]
    for made in _MADE.finditer(text):
        for place, part in enumerate(_MADE_PART.finditer(text, made.start(1), made.end(1))):
            yield *part.span(2), part[1] or _MADE_ORDER[min(place, len(_MADE_ORDER) - 1)]


def _length(content: Node, start: int, end: int, unit: str, condition: str) -> Length:
    before = content.start + len(content.text[:start].encode())
    return Length(start=before, end=before + end - start, unit=unit.lower(), condition=condition)


def _condition(text: str, start: int, end: int) -> str:
    """Return the condition around a place, as far as this text holds it."""
    begin = max((found.end() for found in _CONDITION.finditer(text, 0, start) if found[0]), default=0)
    behind = re.search(r"['\")]", text[end:])
    stop = end + (behind.end() if behind else 0)
    said = " ".join(text[begin:stop].split())
    return said if len(said) <= _LONGEST_NAME else f"…{said[-_LONGEST_NAME + 1 :]}"
