"""The faults of a text that does not load: each is explained and repaired in a copy, and reading goes on there."""

from collections.abc import Callable
from dataclasses import replace

from rules.analysis.broken.fault import ErrorPlace, Fault, Repaired
from rules.analysis.broken.lexer import lex
from rules.analysis.broken.recogniser import recognise
from rules.lint.broken.hints import (
    assignments,
    bits,
    blocks,
    braces,
    brackets,
    characters,
    comments,
    operators,
    statements,
    strings,
    words,
)

MOST_CHARACTERS = 150_000
"""For a longer text the compiler's own words are shown."""
MOST_FAULTS = 50
MOST_READ = 400_000
"""The most characters that are read in all: each repair reads the text again."""

Hint = Callable[[ErrorPlace], Fault | None]
_HINTS: tuple[Hint, ...] = (
    *strings.HINTS,
    *characters.HINTS,
    *assignments.HINTS,
    *comments.HINTS,
    *operators.HINTS,
    *bits.HINTS,
    *braces.HINTS,
    *words.HINTS,
    *brackets.HINTS,
    *statements.HINTS,
    *blocks.HINTS,
)
"""In the order in which they are asked: the first that recognises the mistake explains it."""


def diagnose(text: str) -> tuple[Fault, ...]:
    """Return the faults in the order in which they were found; nothing where the first one is not recognised."""
    repaired = Repaired(" " + text[1:] if text.startswith("\ufeff") else text)
    found: list[Fault] = []
    read = 0
    while len(found) < MOST_FAULTS and len(text) <= MOST_CHARACTERS and read <= MOST_READ:
        read += len(text)
        fault = _first(repaired.text)
        if fault is None:
            break
        found.append(repaired.original(fault))
        if not fault.edits:
            break
        repaired.apply(fault.edits)
    return tuple(found)


def _first(text: str) -> Fault | None:
    tokens = lex(text)
    try:
        stop = recognise(tokens)
    except RecursionError:
        return None
    if stop is None:
        return None
    place = ErrorPlace(text, tokens, stop)
    fault = next((fault for hint in _HINTS if (fault := hint(place))), None)
    if fault and fault.edits and all(text[each.start : each.end] == each.text for each in fault.edits):
        return replace(fault, edits=())
    return fault
