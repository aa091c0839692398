"""The lines of a diff in two columns: what was replaced stands opposite to what replaced it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rules.text.diff import Change, Line


@dataclass(frozen=True, slots=True)
class Row:
    """A line is None where its side has nothing; a gap has `gap` alone, with what its line says."""

    old: Line | None = None
    new: Line | None = None
    gap: Line | None = None


def side_by_side(lines: Iterable[Line]) -> Iterator[Row]:
    removed: list[Line] = []
    added: list[Line] = []
    for line in lines:
        if line.change is Change.REMOVED and added:  # another place begins
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
