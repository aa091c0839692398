"""The literal that is tuned where none is chosen."""

from rules.tuning.literal import Literal, Use
from rules.tuning.literals import Literals


def most_promising(literals: Literals) -> Literal:
    """Return the literal whose values are most worth trying: a limit, else another number of the Lua, else a length of
    time in SQL; the minutes of a hold last, as history cannot judge them. Raise ValueError where there is none."""
    if literals.gave_up:
        raise ValueError(literals.gave_up)
    if not literals.offered:
        raise ValueError("This text has no number that can be varied.")
    return min(literals.offered, key=_order)


def _order(literal: Literal) -> int:
    if literal.is_hold:
        return 4
    if literal.use is Use.STEP:
        return 0
    if literal.is_sql:
        return 2
    return 1 if literal.value else 3
