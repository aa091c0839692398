"""With which revision each line came in."""

from collections.abc import Iterable

from rules.matching import matches
from rules.presentation.diff import lines_of


def blame(texts: Iterable[tuple[int, bytes]]) -> list[int]:
    """For each line of the last text the number of the revision since which it is there without a break. `texts` are
    the revisions one after the other; what the first one has is put down to it."""
    lines: list[str] = []
    came: list[int] = []
    for number, source in texts:
        before, lines = lines, lines_of(source)
        now = [number] * len(lines)
        for match in matches(before, lines):
            now[match.new : match.new + match.size] = came[match.old : match.old + match.size]
        came = now
    return came
