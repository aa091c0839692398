"""What is to be varied, as a command or a form writes it: LINE[:COLUMN]=A..B[:STEP] or LINE[:COLUMN]=A,B,C."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from rules.tuning.literal import Literal, plain, spelled
from rules.tuning.literals import Literals

MOST_VALUES = 15
"""Values of one literal."""
MOST_LITERALS = 2
_VARY = re.compile(r"\s*(\d{1,7})\s*(?::\s*(\d{1,7})\s*)?(?:=(.*))?", re.DOTALL)
_NUMBER = r"[+-]?(?:\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
FORM = "LINE[:COLUMN]=A..B[:STEP] or LINE[:COLUMN]=A,B,C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """A literal, and the values that are tried in its place, smallest first. None: those that the history suggests."""

    literal: Literal
    values: tuple[float, ...] | None = None


def read_variations(texts: Sequence[str], literals: Literals) -> list[Variation]:
    """Read what is to be varied. Raise ValueError with a sentence."""
    if len(texts) > MOST_LITERALS:
        raise ValueError(f"One or two literals can be varied together, not {len(texts)}.")
    found = [read_variation(text, literals) for text in texts]
    if len(found) == MOST_LITERALS and found[0].literal == found[1].literal:
        raise ValueError("The same literal is varied twice.")
    return found


def read_variation(text: str, literals: Literals) -> Variation:
    matched = _VARY.fullmatch(text)
    if matched is None:
        raise ValueError(f"What to vary is written {FORM}, not {text!r}.")
    line, column, values = int(matched[1]), int(matched[2]) if matched[2] else None, matched[3]
    literal = _literal(line, column, literals)
    if values is None or not values.strip():
        return Variation(literal=literal)
    return Variation(literal=literal, values=read_values(values, literal))


def read_values(text: str, literal: Literal) -> tuple[float, ...]:
    """Read a range or a list of values. Raise ValueError with a sentence."""
    span = _RANGE.fullmatch(text)
    values = _range(span) if span else _list(text)
    if literal.is_sql and values[0] < 0:
        raise ValueError("A length of time in SQL cannot be negative.")
    return values


def _literal(line: int, column: int | None, literals: Literals) -> Literal:
    if literals.gave_up:
        raise ValueError(literals.gave_up)
    here = [each for each in literals.offered if each.line == line]
    if column is not None:
        here = [each for each in here if each.column <= column < each.column + len(each.text)]
    if len(here) == 1:
        return here[0]
    if here:
        raise ValueError(f"Line {line} has {len(here)} literals that can be varied: {_listed(here)}. Name the column, "
                         f"for example {line}:{here[0].column}.")  # fmt: skip
    raise ValueError(_missing(line, column, literals))


def _missing(line: int, column: int | None, literals: Literals) -> str:
    """Say why there is nothing to vary at a place."""
    others = [each for each in literals.others if each.line == line]
    if column is not None:
        others = [each for each in others if each.column <= column < each.column + len(each.text)]
    if len(others) == 1:
        return f"{others[0].text} on line {line} cannot be varied. {others[0].why}"
    place = f"line {line}" if column is None else f"line {line}, column {column}"
    if others:
        why = " ".join(f"{each.text} (column {each.column}): {each.why}" for each in others[:5])
        return f"No literal on {place} can be varied. {why}"
    return f"There is no literal on {place}."


def _listed(literals: Sequence[Literal]) -> str:
    return ", ".join(f"{each.text} in column {each.column} ({each.name})" for each in literals)


def _range(span: re.Match[str]) -> tuple[float, ...]:
    first, last = float(span[1]), float(span[2])
    if first > last:
        raise ValueError(f"The range ends before it begins: {spelled(first)}..{spelled(last)}.")
    step = float(span[3]) if span[3] else _step(first, last)
    if step <= 0:
        raise ValueError(f"The step of a range is more than zero, not {spelled(step)}.")
    count = floor((last - first) / step + 1e-9) + 1
    if count > MOST_VALUES:
        raise ValueError(f"{spelled(first)}..{spelled(last)}:{spelled(step)} are {count:,} values. At most "
                         f"{MOST_VALUES} are tried.")  # fmt: skip
    return tuple(_tidy(first + place * step) for place in range(count))


def _step(first: float, last: float) -> float:
    """Return the step that makes as many values as are tried at most: a whole one for whole numbers."""
    if first == last:
        return 1.0
    step = (last - first) / (MOST_VALUES - 1)
    return float(ceil(step)) if first == int(first) and last == int(last) else step


def _list(text: str) -> tuple[float, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(_NUMBER, part) for part in parts):
        raise ValueError(f"Values are written A..B, A..B:STEP or A,B,C, not {text.strip()!r}.")
    values = sorted({float(part) for part in parts})
    if len(values) > MOST_VALUES:
        raise ValueError(f"These are {len(values)} values. At most {MOST_VALUES} are tried.")
    return tuple(map(_tidy, values))


def _tidy(value: float) -> float:
    return plain(float(f"{value:.12g}"))
