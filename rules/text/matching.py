"""Matching lines of two texts."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_COMPARED = 10_000
"""The most lines of both texts together, without what both begin and end with. Beyond that, moved lines are not
looked for: with few different lines that takes minutes."""


class Match(NamedTuple):
    """`size` lines from `old` in one text are those from `new` in the other. Counted from 0."""

    old: int
    new: int
    size: int


def matches(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """Return the matches in the order of both texts; the last one is empty and at the end of both."""
    start = common(before, after)
    tail = common(before[start:][::-1], after[start:][::-1])
    old_end, new_end = len(before) - tail, len(after) - tail
    found = [Match(0, 0, start)]
    if start < old_end and start < new_end and old_end + new_end - 2 * start <= MOST_COMPARED:
        between = SequenceMatcher(None, before[start:old_end], after[start:new_end]).get_matching_blocks()
        found += [Match(start + old, start + new, size) for old, new, size in between]
    found.append(Match(old_end, new_end, tail))
    return [*(match for match in found if match.size), Match(len(before), len(after), 0)]


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    pairs = zip(one, other, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
