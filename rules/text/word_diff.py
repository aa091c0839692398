"""Changed words within a line."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.text.matching import common

LONGEST = 500
"""The most letters whose words are compared. In a longer line, these are the letters between what both lines begin
and end with."""
ALIKE = 0.4
"""The least share of words in common. Lines with less were replaced: marking what they share by chance would only
confuse."""

WORD = re.compile(r"\w+|\s+|.")


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    changed: bool


Parts = tuple[Part, ...]


def changed_words(old: str, new: str) -> tuple[Parts, Parts]:
    """Return both lines in parts; empty where no words are worth marking."""
    if not old.strip() or not new.strip():
        return (), ()
    if max(len(old), len(new)) > LONGEST:
        return _between(old, new)
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (), ()
    opcodes = matcher.get_opcodes()
    return (
        tuple(Part("".join(before[i:j]), tag != "equal") for tag, i, j, _, _ in opcodes if i < j),
        tuple(Part("".join(after[i:j]), tag != "equal") for tag, _, _, i, j in opcodes if i < j),
    )


def _between(old: str, new: str) -> tuple[Parts, Parts]:
    """Compare only the middle of long lines, such as a list of hosts in which one was changed."""
    start = _whole_words(old, common(old, new))
    tail = _whole_words(old[::-1], common(old[start:][::-1], new[start:][::-1]))
    if 2 * (start + tail) < ALIKE * (len(old) + len(new)):
        return (), ()
    middles = old[start : len(old) - tail], new[start : len(new) - tail]
    marked = changed_words(*middles) if max(map(len, middles)) <= LONGEST else ((), ())
    ends = old[:start], old[len(old) - tail :]
    return _framed(ends, middles[0], marked[0]), _framed(ends, middles[1], marked[1])


def _whole_words(line: str, length: int) -> int:
    """Return the length without a word that is cut."""
    while length and (line[length - 1].isalnum() or line[length - 1] == "_"):
        length -= 1
    return length


def _framed(ends: tuple[str, str], middle: str, marked: Parts) -> Parts:
    parts = (Part(ends[0], False), *(marked or [Part(middle, True)]), Part(ends[1], False))
    return tuple(part for part in parts if part.text)
