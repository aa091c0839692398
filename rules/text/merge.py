"""Merging two texts that began as the same one: what each changed, and one text of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count

from rules.text.matching import matches

MOST_CLASHES = 200
"""The most choices on a page; beyond, all places from the first to the last become one."""


class ChangedBy(StrEnum):
    """The side that changed a place; `BOTH` in the same way, `CLASH` in different ways."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    CLASH = "clash"


class Choice(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    MINE_THEN_THEIRS = "mine_then_theirs"
    THEIRS_THEN_MINE = "theirs_then_mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePlace:
    """The lines of each text. `line` is the first one's number in the common parent; a clash has a `number` from 1."""

    changed_by: ChangedBy
    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    number: int = 0

    @property
    def is_clash(self) -> bool:
        return self.changed_by is ChangedBy.CLASH

    def chosen(self, choice: Choice) -> tuple[str, ...]:
        return {
            Choice.MINE: self.mine,
            Choice.THEIRS: self.theirs,
            Choice.MINE_THEN_THEIRS: self.mine + self.theirs,
            Choice.THEIRS_THEN_MINE: self.theirs + self.mine,
        }[choice]


def three_way(base: str, mine: str, theirs: str) -> list[MergePlace]:
    """Return the places of the texts in order; no line is left out. Line ends must be plain."""
    texts = (tuple(text.split("\n")) for text in (base, mine, theirs))
    numbers = count(1)
    return [
        replace(place, number=next(numbers)) if place.changed_by is ChangedBy.CLASH else place
        for place in _not_too_many(list(_places(*texts)))
    ]


def _not_too_many(places: list[MergePlace]) -> list[MergePlace]:
    clashes = [at for at, place in enumerate(places) if place.changed_by is ChangedBy.CLASH]
    if len(clashes) <= MOST_CLASHES:
        return places
    between = places[clashes[0] : clashes[-1] + 1]
    base, mine, theirs = (
        tuple(line for place in between for line in getattr(place, text)) for text in ("base", "mine", "theirs")
    )
    one = MergePlace(changed_by=ChangedBy.CLASH, line=between[0].line, base=base, mine=mine, theirs=theirs)
    return [*places[: clashes[0]], one, *places[clashes[-1] + 1 :]]


def merged(places: list[MergePlace], choices: Mapping[int, Choice]) -> str:
    """Return the merged text; `choices` by the numbers of the clashes. Raise KeyError for one without a choice."""
    lines: list[str] = []
    for place in places:
        if place.changed_by is ChangedBy.CLASH:
            lines += place.chosen(choices[place.number])
        else:
            lines += place.theirs if place.changed_by is ChangedBy.THEIRS else place.mine
    return "\n".join(lines)


Lines = tuple[str, ...]


def marked(base: Lines, lines: Lines) -> list[tuple[str, bool]]:
    """Yield each line with whether it differs from the parent's."""
    same = {at for match in matches(base, lines) for at in range(match.new, match.new + match.size)}
    return [(line, at not in same) for at, line in enumerate(lines)]


def _places(base: Lines, mine: Lines, theirs: Lines) -> Iterator[MergePlace]:
    at = my_at = their_at = 0
    for start, my_start, their_start, size in _unchanged(base, mine, theirs):
        changed = base[at:start], mine[my_at:my_start], theirs[their_at:their_start]
        if any(changed):
            yield _place(_changed_by(*changed), at, *changed)
        at, my_at, their_at = start + size, my_start + size, their_start + size
        if size:
            same = base[start:at]
            yield _place(ChangedBy.NOBODY, start, same, same, same)


def _place(changed_by: ChangedBy, at: int, base: Lines, mine: Lines, theirs: Lines) -> MergePlace:
    return MergePlace(changed_by=changed_by, line=at + 1, base=base, mine=mine, theirs=theirs)


def _changed_by(base: Lines, mine: Lines, theirs: Lines) -> ChangedBy:
    if mine == theirs:
        return ChangedBy.BOTH
    if mine == base:
        return ChangedBy.THEIRS
    return ChangedBy.MINE if theirs == base else ChangedBy.CLASH


def _unchanged(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Return the runs of lines that are in all three texts: where each begins, and how many. The last one is empty,
    at the ends."""
    my, their = matches(base, mine), matches(base, theirs)
    i = j = 0
    while i < len(my) and j < len(their):
        a, b = my[i], their[j]
        start, end = max(a.old, b.old), min(a.old + a.size, b.old + b.size)
        if start < end:
            yield start, a.new + start - a.old, b.new + start - b.old, end - start
        if a.old + a.size < b.old + b.size:
            i += 1
        else:
            j += 1
    yield len(base), len(mine), len(theirs), 0
