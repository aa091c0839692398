"""Questions that are asked in one statement, because their texts differ only in literals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import NamedTuple

from rules.replay.as_of.shape import value
from rules.replay.as_of.template import Template
from rules.replay.as_of.viewed import COLUMNS, fields
from rules.replay.view import View, array, element

FIRST_SIZE, LARGEST_SIZE = 64, 1_000
QUICK_SECONDS, SLOW_SECONDS = 0.1, 0.5


class Asking(NamedTuple):
    """One question: its place among all, its moment and its literals."""

    place: int
    at: datetime
    literals: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """What is known of a template. `types`: of the literals that may become parameters; `varying`: those that have.
    `size`: how many moments to ask together; `seconds`: how long that took last. `columns`: of the answers, by
    `varying`; None: PostgreSQL refuses to be asked like that."""

    template: Template
    types: dict[int, str]
    size: int = FIRST_SIZE
    seconds: float = inf
    varying: frozenset[int] = frozenset()
    columns: dict[frozenset[int], tuple[str, ...] | None] = field(default_factory=dict)

    def groups(self, askings: list[Asking]) -> list[list[Asking]]:
        """Return the questions by the literals that are never parameters."""
        fixed = [number for number in range(len(askings[0].literals)) if number not in self.types]
        if not fixed:
            return [askings]
        found: dict[tuple[str, ...], list[Asking]] = {}
        for asking in askings:
            found.setdefault(tuple([asking.literals[number] for number in fixed]), []).append(asking)
        return list(found.values())

    def vary(self, askings: Sequence[Asking]) -> None:
        """Make parameters of all literals that differ."""
        columns = zip(*{asking.literals for asking in askings}, strict=True)
        differing = {number for number, texts in enumerate(columns) if len(set(texts)) > 1}
        self.varying |= differing & self.types.keys()

    @property
    def is_quick(self) -> bool:
        return self.seconds < QUICK_SECONDS

    @property
    def is_refused(self) -> bool:
        return self.columns.get(self.varying, ()) is None

    def parameters(self, askings: Sequence[Asking], views: Mapping[datetime, View] | None = None) -> list[str]:
        """Return the moments, each literal that is a parameter, and each field of the views if there are any, as arrays
        in PostgreSQL's text form."""
        moments = ",".join([f'"{asking.at.isoformat()}"' for asking in askings])
        return [
            f"{{{moments}}}",
            *(_array(number, askings) for number in sorted(self.varying)),
            *([] if views is None else _fields([views[asking.at] for asking in askings])),
        ]

    def learn(self, count: int, seconds: float) -> None:
        """Ask more or fewer moments in the next statement."""
        self.seconds = seconds
        if seconds > SLOW_SECONDS:
            self.size = max(1, count // 4)
        elif seconds < QUICK_SECONDS and count == self.size:
            self.size = min(LARGEST_SIZE, 4 * self.size)


def _array(number: int, askings: Sequence[Asking]) -> str:
    quoted = {text: element(value(text)) for text in {asking.literals[number] for asking in askings}}
    return "{" + ",".join([quoted[asking.literals[number]] for asking in askings]) + "}"


def _fields(views: Sequence[View]) -> list[str]:
    found = [fields(view) for view in views]
    return [array([each[name] for each in found]) for name in COLUMNS]
