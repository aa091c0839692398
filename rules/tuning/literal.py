"""A literal of a script: a number, or a length of time in its SQL, that may be given another value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """How a literal takes part in a call. step: one comparison, made once at most, so that the outcome changes at one
    value at most. returned: a value that the hook returns. free: anything else."""

    STEP = "step"
    RETURNED = "returned"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """`start` and `end` are its place in the stored bytes; line and column count from 1, columns in characters. `name`
    is what it is called, `unit` that of a length of time, `is_sql` says that it is inside SQL. `place`: which of the
    returned values it is."""

    start: int
    end: int
    line: int
    column: int
    text: str
    value: float
    name: str
    unit: str = ""
    is_sql: bool = False
    use: Use = Use.FREE
    place: int = 0
    reads: tuple[tuple[int, int], ...] = ()
    """The places, in bytes, that read the local that is given this value, where it is the only one it is given."""
    is_hold: bool = False
    """Whether it is a hold's minutes, which history as recorded cannot judge."""

    @property
    def is_whole(self) -> bool:
        return self.value == int(self.value)

    def spelled(self, value: float) -> str:
        """Return the text of a value in its place."""
        text = spelled(value)
        return f"({text})" if value < 0 and self.value >= 0 else text

    def to_dict(self) -> dict[str, object]:
        return {
            "line": self.line,
            "column": self.column,
            "text": self.text,
            "value": plain(self.value),
            "name": self.name,
            "unit": self.unit,
            "in": "sql" if self.is_sql else "lua",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """A number that cannot be varied, and the reason as a sentence."""

    line: int
    column: int
    text: str
    why: str


def plain(value: float) -> float:
    """Return whole numbers as int, as JSON and tables show them."""
    return int(value) if value == int(value) else value


def spelled(value: float) -> str:
    return f"{plain(value)}" if value == int(value) else f"{value:.12g}"


def with_values(source: bytes, literals: Sequence[Literal], values: Sequence[float]) -> bytes:
    """Return the text with other values in the places of its literals."""
    return replaced(source, literals, [literal.spelled(value) for literal, value in zip(literals, values, strict=True)])


def replaced(source: bytes, literals: Sequence[Literal], texts: Sequence[str]) -> bytes:
    return respelled(
        source, [(literal.start, literal.end, text) for literal, text in zip(literals, texts, strict=True)]
    )


def respelled(source: bytes, edits: Iterable[tuple[int, int, str]]) -> bytes:
    """Put texts into places, which do not overlap."""
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text.encode() + source[end:]
    return source
