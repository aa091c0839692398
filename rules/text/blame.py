"""The revision that brought in each line."""

from collections.abc import Iterable, Mapping

from rules.text.diff import lines_of
from rules.text.matching import matches


def blame(texts: Iterable[tuple[int, bytes]], reverted: Mapping[int, int] | None = None) -> list[int]:
    """Return, for each line of the last text, the number of the revision since which it has been there without a break.
    `texts` are the revisions in order; the lines of the first one are credited to it.

    `reverted` maps a revision that restored an old text to the number of that one: its lines come from where they came
    from then.
    """
    reverted = reverted or {}
    wanted = set(reverted.values())
    old: dict[int, list[int]] = {}
    lines: list[str] = []
    came: list[int] = []
    for number, source in texts:
        before, lines = lines, lines_of(source)
        now = [number] * len(lines)
        for match in matches(before, lines):
            now[match.new : match.new + match.size] = came[match.old : match.old + match.size]
        came = old.get(reverted.get(number, 0), now)
        if number in wanted:
            old[number] = came
    return came
