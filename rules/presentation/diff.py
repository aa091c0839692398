"""What changed between two texts, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rules import scripttext

CONTEXT = 3
MOST_COMPARED = 10_000
"""Lines of both texts together. Beyond, moved lines are not looked for: with few different lines that takes minutes."""
MOST_SHOWN = 5_000

Opcode = tuple[str, int, int, int, int]


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """`old` and `new` are line numbers, None on the side where the line is not. A gap leaves lines out: equal ones,
    or, where it has a text, what is beyond `MOST_SHOWN`."""

    change: Change
    old: int | None = None
    new: int | None = None
    text: str = ""


def diff(old: bytes, new: bytes) -> list[Line]:
    """Empty where the texts are equal but for line ends."""
    before, after = _lines(old), _lines(new)
    lines: list[Line] = []
    for group in _groups(before, after):
        if lines:
            lines.append(Line(Change.GAP))
        lines.extend(line for opcode in group for line in _of(opcode, before, after))
    if len(lines) > MOST_SHOWN:
        left_out = f"{len(lines) - MOST_SHOWN:,} more lines are not shown here."
        return [*lines[:MOST_SHOWN], Line(Change.GAP, text=left_out)]
    return lines


def _groups(before: list[str], after: list[str]) -> Iterable[list[Opcode]]:
    if before == after:
        return []
    if len(before) + len(after) <= MOST_COMPARED:
        return SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT)
    return [_from_both_ends(before, after)]


def _from_both_ends(before: list[str], after: list[str]) -> list[Opcode]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old_end, new_end = len(before) - end, len(after) - end
    ahead, behind = min(start, CONTEXT), min(end, CONTEXT)
    return [
        ("equal", start - ahead, start, start - ahead, start),
        ("replace", start, old_end, start, new_end),
        ("equal", old_end, old_end + behind, new_end, new_end + behind),
    ]


def _common(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    pairs = zip(one, other, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _lines(source: bytes) -> list[str]:
    *lines, last = scripttext.to_text(source).replace("\r\n", "\n").split("\n")
    return [*lines, last] if last else lines


def _of(opcode: Opcode, before: list[str], after: list[str]) -> Iterator[Line]:
    tag, old_from, old_to, new_from, new_to = opcode
    if tag == "equal":
        for old, new in zip(range(old_from, old_to), range(new_from, new_to), strict=True):
            yield Line(Change.SAME, old + 1, new + 1, before[old])
        return
    for old in range(old_from, old_to):
        yield Line(Change.REMOVED, old + 1, None, before[old])
    for new in range(new_from, new_to):
        yield Line(Change.ADDED, None, new + 1, after[new])
