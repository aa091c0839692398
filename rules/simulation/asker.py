"""One text, asked about moments of which each has a view of its own."""

from collections.abc import Sequence
from datetime import datetime

from rules.replay.attempt import Attempt, moment
from rules.replay.program import Program
from rules.replay.verdict import Ruling
from rules.replay.view import View, ViewedPast

Asked = tuple[Attempt, View]


class Asker:
    """Asks a program. Raises what it raises."""

    def __init__(self, program: Program, past: ViewedPast) -> None:
        self._program = program
        self._past = past

    def rulings(self, asked: Sequence[Asked]) -> list[Ruling]:
        """Rule on each attempt as its view shows the others. Those that must come to the same are asked once."""
        views: dict[datetime, View] = {}
        attempts: list[Attempt] = []
        places: list[int] = []
        known: dict[object, int] = {}
        for attempt, view in asked:
            key = (attempt.at, self._program.key(attempt), view)
            place = known.setdefault(key, len(attempts))
            places.append(place)
            if place < len(attempts):
                continue
            at = attempt.at
            while moment(at) in views:  # A view belongs to a moment, so no two moments may be the same.
                at += 1
            views[moment(at)] = view
            attempts.append(attempt._replace(at=at))
        self._past.see(views)
        rulings = self._program.rulings(attempts, self._past)
        return [rulings[place] for place in places]
