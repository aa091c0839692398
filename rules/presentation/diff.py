"""What changed between two texts, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rules import scripttext

CONTEXT = 3


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """`old` and `new` are line numbers, None on the side where the line is not. A gap leaves out equal lines."""

    change: Change
    old: int | None = None
    new: int | None = None
    text: str = ""


def diff(old: bytes, new: bytes) -> list[Line]:
    """Empty where the texts are equal but for line ends."""
    before, after = _lines(old), _lines(new)
    groups = SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT)
    lines: list[Line] = []
    for group in groups:
        if lines:
            lines.append(Line(Change.GAP))
        for opcode in group:
            lines.extend(_of(opcode, before, after))
    return lines


def _lines(source: bytes) -> list[str]:
    *lines, last = scripttext.to_text(source).replace("\r\n", "\n").split("\n")
    return [*lines, last] if last else lines


def _of(opcode: tuple[str, int, int, int, int], before: list[str], after: list[str]) -> Iterator[Line]:
    tag, old_from, old_to, new_from, new_to = opcode
    if tag == "equal":
        for old, new in zip(range(old_from, old_to), range(new_from, new_to), strict=True):
            yield Line(Change.SAME, old + 1, new + 1, before[old])
        return
    for old in range(old_from, old_to):
        yield Line(Change.REMOVED, old + 1, None, before[old])
    for new in range(new_from, new_to):
        yield Line(Change.ADDED, None, new + 1, after[new])
