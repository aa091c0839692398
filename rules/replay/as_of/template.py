"""A text that can be asked as of any moment, alone or together with others of its shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from rules.replay.as_of.parts import (
    ASKED,
    CLOCKS,
    PREFIX,
    Attempts,
    Clock,
    Fixed,
    Literal,
    Part,
    Rows,
    Untyped,
    Writing,
    moment,
)
from rules.replay.as_of.shape import shape
from rules.replay.as_of.table import AttemptsTable
from rules.replay.as_of.viewed import COLUMNS, Viewed
from rules.replay.as_of.words import word
from rules.replay.view import View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """`original`: the first text that was read like this. `structural`: the literals that belong to the template."""

    original: str
    parts: tuple[Part, ...]
    structural: tuple[int, ...]
    table: AttemptsTable

    @property
    def untyped(self) -> tuple[Untyped, ...]:
        """Literals such as 'today', whose types PostgreSQL has to say first (`typed`)."""
        return tuple(part for part in self.parts if isinstance(part, Untyped))

    @property
    def liftable(self) -> dict[int, str]:
        """The literals for which a column may stand, with the type that is written before it, or nothing."""
        return {part.number: part.cast for part in self.parts if isinstance(part, Literal) and part.liftable}

    @property
    def reads_absent_table(self) -> bool:
        return self.table.absent and any(isinstance(part, Attempts) for part in self.parts)

    def with_parameters(self, numbers: Sequence[int] = ()) -> str:
        """Return the original text with $1, $2 and so on for `untyped` and then for some of the literals, so that
        PostgreSQL tells their types."""
        found = shape(self.original)
        places = {number: place for place, number in found.holes().items()}
        spans = [(each.start, each.end) for each in self.untyped]
        spans += [(places[number], places[number] + len(found.literals[number].encode())) for number in numbers]
        text = self.original.encode()
        for name, (start, end) in sorted(enumerate(spans, 1), key=itemgetter(1), reverse=True):
            text = text[:start] + f"${name}".encode() + text[end:]
        return text.decode()

    def typed(self, types: Sequence[str]) -> "Template":
        """Return the template with the types of `untyped`. Raises CannotAsk."""
        remaining = iter(types)
        parts = tuple(self._typed(part, next(remaining)) if isinstance(part, Untyped) else part for part in self.parts)
        return replace(self, parts=parts)

    def _typed(self, literal: Untyped, type_: str) -> Part:
        return word(literal.text, type_) or Fixed(self.original.encode()[literal.start : literal.end].decode())

    def alone(self, at: datetime, literals: tuple[str, ...], rows: Rows, view: View | None = None) -> str:
        """Return the text for one moment."""
        viewed = Viewed.of(view) if view else None
        return self._written(Writing(table=self.table, at=moment(at), rows=rows, literals=literals, viewed=viewed))

    def together(
        self, literals: tuple[str, ...], types: Mapping[int, str], rows: Rows, most_rows: int, *, viewed: bool = False
    ) -> str:
        """Return the text for many moments: $1 is an array of them, and those after it arrays of the literals for
        which there are `types`, in order. Its first column is the number of the moment, from 1. Each answer has
        `most_rows` at most. `viewed`: each moment has a view of its own, and there are arrays of their fields behind
        the others."""
        lifted = sorted(types)
        writing = Writing(
            table=self.table,
            at=f"{ASKED}.{PREFIX}now",
            rows=rows,
            literals=literals,
            together=True,
            lifted=frozenset(lifted),
            viewed=Viewed.of_columns(f"{ASKED}.{PREFIX}") if viewed else None,
        )
        columns = {str(number): types[number] for number in lifted} | (COLUMNS if viewed else {})
        names = "".join(f", {PREFIX}{name}" for name in columns)
        arrays = "".join(f", ${place}::{type_}[]" for place, type_ in enumerate(columns.values(), 2))
        return (
            f"SELECT {ASKED}.{PREFIX}number, answer.* "  # noqa: S608
            f"FROM (SELECT {PREFIX}number, {PREFIX}now{names}{self._clocks()} "
            f"FROM unnest($1::timestamptz[]{arrays}) WITH ORDINALITY AS given({PREFIX}now{names}, {PREFIX}number)"
            f") AS {ASKED} "
            f"CROSS JOIN LATERAL (SELECT * FROM ({self._written(writing)}\n) AS asked LIMIT {most_rows}) AS answer"
        )

    def _written(self, writing: Writing) -> str:
        return "".join(part.written(writing) for part in self.parts)

    def _clocks(self) -> str:
        """Return the columns for the clocks but the moment itself."""
        names = {part.name for part in self.parts if isinstance(part, Clock)} - {"now"}
        return "".join(f", {CLOCKS[name].format(at=f'{PREFIX}now')} AS {PREFIX}{name}" for name in sorted(names))
