"""The values that another text has in the places of a text's literals, where the texts differ in nothing else."""

import re
from collections.abc import Sequence

from rules.tuning.literal import Literal

_NUMBER = rb"\(?(-?\d{1,15}(?:\.\d{1,9})?)\)?"


def values_in(other: bytes, source: bytes, literals: Sequence[Literal]) -> tuple[float, ...] | None:
    """Return the values in the order of `literals`; None where the other text is another one."""
    ordered = sorted(range(len(literals)), key=lambda place: literals[place].start)
    pattern, behind = b"", 0
    for place in ordered:
        pattern += re.escape(source[behind : literals[place].start]) + _NUMBER
        behind = literals[place].end
    found = re.fullmatch(pattern + re.escape(source[behind:]), other, re.DOTALL)
    if found is None:
        return None
    values = dict(zip(ordered, map(float, found.groups()), strict=True))
    return tuple(values[place] for place in range(len(literals)))
