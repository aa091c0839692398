"""Texts of a script's queries, read once for each shape."""

import threading
from dataclasses import dataclass

import postgast

from rules.replay.as_of.parts import PREFIX
from rules.replay.as_of.reader import Reader
from rules.replay.as_of.refusal import CannotAsk
from rules.replay.as_of.shape import Shape, shape
from rules.replay.as_of.table import AttemptsTable
from rules.replay.as_of.template import Template
from rules.replay.as_of.tokens import Tokens
from rules.replay.past import NotAsOf

MOST_TEXTS = 50_000
MOST_SHAPES = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as its template and the literals for it."""

    template: Template
    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoQuery:
    """A text that is not one query, to PostgreSQL's own grammar: it has no answer at any moment, but an error."""


Reading = Asked | NotAsOf | NoQuery


class Translator:
    """Reads texts for one attempts table. Safe to share between threads."""

    def __init__(self, table: AttemptsTable) -> None:
        self.table = table
        self._lock = threading.Lock()
        self._readings: dict[str, Reading] = {}
        self._templates: dict[tuple[object, ...], Template | NotAsOf | NoQuery] = {}
        self._structural: dict[tuple[object, ...], tuple[int, ...]] = {}

    def read(self, sql: str) -> Reading:
        reading = self._readings.get(sql)
        if reading is None:
            with self._lock:
                if len(self._readings) >= MOST_TEXTS:
                    self._readings.clear()
                reading = self._readings[sql] = self._read(sql)
        return reading

    def replace(self, template: Template, other: Template | NotAsOf) -> None:
        """Use another reading from now on, because PostgreSQL has told more about it."""
        with self._lock:
            self._readings.clear()
            self._templates = {key: other if known is template else known for key, known in self._templates.items()}

    def _read(self, sql: str) -> Reading:
        if self.table.unusable:
            return NotAsOf(self.table.unusable)
        try:
            found = shape(sql)
        except (postgast.PgQueryError, UnicodeEncodeError):
            return NoQuery()
        key = self._key(found)
        if key not in self._templates:
            if len(self._templates) >= MOST_SHAPES:
                self._templates.clear()
                self._structural.clear()
            template, structural = _parsed(sql, found, self.table)
            self._structural[found.pieces, found.kinds] = structural
            key = self._key(found)
            self._templates[key] = template
        template = self._templates[key]
        return Asked(template, found.literals) if isinstance(template, Template) else template

    def _key(self, found: Shape) -> tuple[object, ...]:
        structural = self._structural.get((found.pieces, found.kinds), ())
        return found.pieces, found.kinds, tuple(found.literals[number] for number in structural)


def _parsed(sql: str, found: Shape, table: AttemptsTable) -> tuple[Template | NotAsOf | NoQuery, tuple[int, ...]]:
    """Return the template, and the literals that belong to it."""
    try:
        statements = postgast.parse(sql).stmts
    except (postgast.PgQueryError, RecursionError):
        return NoQuery(), tuple(range(len(found.literals)))
    if len(statements) != 1 or statements[0].stmt.WhichOneof("node") != "select_stmt":
        return NoQuery(), ()
    tokens = Tokens(sql.encode())
    reader = Reader(statements[0].stmt, tokens, table, found.holes())
    try:
        parts = reader.read().parts()
        if PREFIX in sql.lower():
            raise CannotAsk(f"It uses a name that begins with {PREFIX}, as mxadmin's own do here.")
    except CannotAsk as reason:
        return NotAsOf(str(reason)), reader.edits.structural
    except (RecursionError, ValueError):
        return NotAsOf("It is written in a form that is not understood."), reader.edits.structural
    structural = reader.edits.structural
    return Template(original=sql, parts=parts, structural=structural, table=table), structural
