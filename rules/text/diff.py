"""Changes between two texts, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice, zip_longest

from rules.text import encoding
from rules.text.matching import MOST_COMPARED, common
from rules.text.word_diff import Part, Parts, changed_words

CONTEXT = 3
MOST_SHOWN = 5_000
MOST_MARKED = 1_000
"""The most replaced lines of one place whose words are compared."""
LONGEST = 2_000
"""The most letters of a line that are shown."""
AROUND = 60
"""The number of these before and after a changed word where not all can be shown."""

Opcode = tuple[str, int, int, int, int]


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


SIGNS = {Change.ADDED: "+", Change.REMOVED: "−"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison. `old` and `new` are line numbers, None on the side where the line is missing. A gap
    leaves lines out: equal ones or, where it has a text, those beyond `MOST_SHOWN`. `parts` is the text again, where
    words in it changed."""

    change: Change
    old: int | None = None
    new: int | None = None
    text: str = ""
    parts: Parts = ()

    @property
    def is_gap(self) -> bool:
        return self.change is Change.GAP

    @property
    def sign(self) -> str:
        return SIGNS.get(self.change, "")

    @property
    def pieces(self) -> Parts:
        """The whole text, cut where its changed words begin and end."""
        return self.parts or (Part(self.text, False),)


def diff(old: bytes, new: bytes) -> list[Line]:
    """Compare two texts. Empty where they are equal apart from what `unseen` reports."""
    before, after = lines_of(old), lines_of(new)
    lines: list[Line] = []
    for group in _groups(before, after):
        if lines:
            lines.append(Line(Change.GAP))
        lines.extend(line for opcode in group for line in _of(opcode, before, after))
    if len(lines) > MOST_SHOWN:
        left_out = f"{len(lines) - MOST_SHOWN:,} more lines are not shown here."
        return [*lines[:MOST_SHOWN], Line(Change.GAP, text=left_out)]
    return lines


def changed_lines(old: bytes, new: bytes) -> tuple[int, int]:
    """Return how many lines were added, and how many removed."""
    groups = _groups(lines_of(old), lines_of(new))
    changes = [opcode for group in groups for opcode in group if opcode[0] != "equal"]
    added = sum(new_to - new_from for _, _, _, new_from, new_to in changes)
    return added, sum(old_to - old_from for _, old_from, old_to, _, _ in changes)


def _groups(before: list[str], after: list[str]) -> Iterable[list[Opcode]]:
    if before == after:
        return []
    if len(before) + len(after) <= MOST_COMPARED:
        return SequenceMatcher(None, before, after).get_grouped_opcodes(CONTEXT)
    return [_from_both_ends(before, after)]


def _from_both_ends(before: list[str], after: list[str]) -> list[Opcode]:
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    old_end, new_end = len(before) - end, len(after) - end
    ahead, behind = min(start, CONTEXT), min(end, CONTEXT)
    return [
        ("equal", start - ahead, start, start - ahead, start),
        ("replace", start, old_end, start, new_end),
        ("equal", old_end, old_end + behind, new_end, new_end + behind),
    ]


def lines_of(source: bytes) -> list[str]:
    *lines, last = encoding.unified(encoding.to_text(source).removeprefix(encoding.MARK)).split("\n")
    return [*lines, last] if last else lines


def _of(opcode: Opcode, before: list[str], after: list[str]) -> Iterator[Line]:
    tag, old_from, old_to, new_from, new_to = opcode
    if tag == "equal":
        for old, new in zip(range(old_from, old_to), range(new_from, new_to), strict=True):
            yield Line(Change.SAME, old + 1, new + 1, shortened(before[old]))
        return
    marks = list(islice(map(changed_words, before[old_from:old_to], after[new_from:new_to]), MOST_MARKED))
    marks += [((), ())] * max(old_to - old_from, new_to - new_from)
    for old, (parts, _) in zip(range(old_from, old_to), marks, strict=False):
        yield Line(Change.REMOVED, old + 1, None, shortened(before[old]), _fitting(parts))
    for new, (_, parts) in zip(range(new_from, new_to), marks, strict=False):
        yield Line(Change.ADDED, None, new + 1, shortened(after[new]), _fitting(parts))


def shortened(line: str) -> str:
    """Shorten the line: one of a megabyte would make a page unusable."""
    if len(line) <= LONGEST:
        return line
    return f"{line[:LONGEST]} … {len(line) - LONGEST:,} more letters"


def _fitting(parts: Parts) -> Parts:
    """Shorten a line that is too long by leaving out what is between its changes."""
    if sum(len(part.text) for part in parts) <= LONGEST:
        return parts
    return tuple(Part(shortened(part.text) if part.changed else _ends_of(part.text), part.changed) for part in parts)


def _ends_of(text: str) -> str:
    left_out = len(text) - 2 * AROUND
    return f"{text[:AROUND]} … {left_out:,} letters … {text[-AROUND:]}" if left_out > AROUND else text


@dataclass(frozen=True, slots=True)
class Row:
    """Two lines side by side. A line is None where its side has nothing; a gap has only `gap`, with the words of its
    line."""

    old: Line | None = None
    new: Line | None = None
    gap: Line | None = None


def side_by_side(lines: Iterable[Line]) -> Iterator[Row]:
    removed: list[Line] = []
    added: list[Line] = []
    for line in lines:
        if line.change is Change.REMOVED and added:  # Another place begins here.
            yield from _opposite(removed, added)
        if line.change in {Change.REMOVED, Change.ADDED}:
            (removed if line.change is Change.REMOVED else added).append(line)
            continue
        yield from _opposite(removed, added)
        yield Row(gap=line) if line.change is Change.GAP else Row(old=line, new=line)
    yield from _opposite(removed, added)


def _opposite(removed: list[Line], added: list[Line]) -> Iterator[Row]:
    yield from (Row(old=old, new=new) for old, new in zip_longest(removed, added))
    removed.clear()
    added.clear()
