"""The replay held against itself: an attempt that has a row was allowed by the text that was live then."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

from rules.replay.attempt import Attempt, microseconds
from rules.replay.past import Past
from rules.replay.program import Program
from rules.replay.request import LiveTime, ReplayRequest
from rules.replay.result import Agreement, Row
from rules.replay.rows import row_of
from rules.replay.verdict import ALLOWED, Ruling

LAGS = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds that are tried as lag."""
MOST_FOR_LAGS = 2_000
MOST_DISAGREEING = 100

Programs = Callable[[bytes], Program]


class Agreeing:
    """Counts, while a replay goes by, how the texts that were live agree with what happened."""

    def __init__(self, request: ReplayRequest, kept: Mapping[str, Any] | None = None) -> None:
        self._request = request
        self._live = [_span(live) for live in request.live]
        self._checked: int = kept["checked"] if kept else 0
        self._allowed: int = kept["allowed"] if kept else 0
        self._disagreeing = [Row(**row) for row in kept["disagreeing"]] if kept else []
        self._newest: deque[tuple[bytes, Attempt]] = deque(maxlen=MOST_FOR_LAGS)
        self._lags: dict[float, float] = {}

    def rulings(
        self, attempts: Sequence[Attempt], known: Sequence[Sequence[Ruling]], program: Programs, past: Past
    ) -> list[tuple[Attempt, bytes, Ruling]]:
        """Return the rulings of the texts that were live on the attempts of their time. Those that are `known` are not
        made again."""
        request = self._request
        texts = [request.text.source, *([request.against.source] if request.against else [])]
        found = []
        for since, until, source in self._live:
            places = [place for place, attempt in enumerate(attempts) if since <= attempt.at < until]
            if source in texts:
                rulings = [known[texts.index(source)][place] for place in places]
            else:
                rulings = program(source).rulings([attempts[place] for place in places], past)
            found += [(attempts[place], source, ruling) for place, ruling in zip(places, rulings, strict=True)]
        return found

    def add(self, live: Sequence[tuple[Attempt, bytes, Ruling]]) -> None:
        self._checked += len(live)
        for attempt, source, ruling in live:
            self._newest.append((source, attempt))
            if ruling.verdict == ALLOWED:
                self._allowed += 1
            elif len(self._disagreeing) < MOST_DISAGREEING:
                self._disagreeing.append(row_of(attempt, [ruling], self._request, avoidable=False))

    def try_lags(self, program: Programs, past_with_lag: Callable[[float], Past] | None) -> None:
        """Try other lags on the newest attempts, where not all agree."""
        if past_with_lag is None or self._allowed == self._checked:
            return
        by_text: dict[bytes, list[Attempt]] = {}
        for source, attempt in self._newest:
            by_text.setdefault(source, []).append(attempt)
        for lag in sorted({*LAGS, self._request.lag}):
            past = past_with_lag(lag)
            rulings = [ruling for source, some in by_text.items() for ruling in program(source).rulings(some, past)]
            self._lags[lag] = sum(ruling.verdict == ALLOWED for ruling in rulings) / len(rulings)

    def agreement(self) -> Agreement:
        return Agreement(
            checked=self._checked,
            allowed=self._allowed,
            disagreeing=tuple(self._disagreeing),
            lags=dict(self._lags),
            lag_checked=len(self._newest) if self._lags else 0,
        )

    def to_dict(self) -> dict[str, Any]:
        disagreeing = [{name: getattr(row, name) for name in Row.__dataclass_fields__} for row in self._disagreeing]
        return {"checked": self._checked, "allowed": self._allowed, "disagreeing": disagreeing}


def _span(live: LiveTime) -> tuple[int, float, bytes]:
    return microseconds(live.since), inf if live.until is None else microseconds(live.until), live.text.source
