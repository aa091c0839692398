"""The replay held against itself: an attempt that has a row was allowed by the text that was live then."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from rules.replay.attempt import MICROSECONDS, Attempt, microseconds
from rules.replay.past import Past
from rules.replay.program import Program
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.replay.result import Agreement, LiveAgreement, Row
from rules.replay.rows import row_of
from rules.replay.verdict import ALLOWED, Ruling

LAGS = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds that are tried as lag."""
MOST_FOR_LAGS = 2_000
MOST_DISAGREEING = 100

Programs = Callable[[bytes], Program]


class LiveRuling(NamedTuple):
    """What the text that was live says of one of the attempts. `place` is the attempt's among those of the step."""

    place: int
    text: Text
    ruling: Ruling


class Agreeing:
    """Counts, while a replay goes by, how the texts that were live agree with what happened."""

    def __init__(self, request: ReplayRequest, kept: Mapping[str, Any] | None = None) -> None:
        self._request = request
        self._spans = [_span(live) for live in request.live]
        self._checked = Counter[str](kept["checked"] if kept else {})
        self._allowed = Counter[str](kept["allowed"] if kept else {})
        self._disagreeing = [Row(**row) for row in kept["disagreeing"]] if kept else []
        self._newest: deque[tuple[bytes, Attempt]] = deque(maxlen=MOST_FOR_LAGS)
        self._lags: dict[float, float] = {}

    def rulings(
        self, attempts: Sequence[Attempt], known: Sequence[Sequence[Ruling]], program: Programs, past: Past
    ) -> list[LiveRuling]:
        """Return the rulings of the texts that were live on the attempts of their time. Those that are `known` are not
        made again."""
        request = self._request
        texts = [request.text.source, *([request.against.source] if request.against else [])]
        found = []
        for (since, until), live in zip(self._spans, request.live, strict=True):
            text = live.text
            places = [place for place, attempt in enumerate(attempts) if since <= attempt.at < until]
            if text.source in texts:
                rulings = [known[texts.index(text.source)][place] for place in places]
            else:
                rulings = program(text.source).rulings([attempts[place] for place in places], past)
            found += [LiveRuling(place, text, ruling) for place, ruling in zip(places, rulings, strict=True)]
        return found

    def add(self, attempts: Sequence[Attempt], rulings: Sequence[LiveRuling]) -> dict[int, tuple[str, Ruling]]:
        """Count them. Return, by its place, each attempt that its live text does not allow: with the text's name."""
        self._checked.update([text.name for _, text, _ in rulings])
        self._allowed.update([text.name for _, text, ruling in rulings if ruling.verdict == ALLOWED])
        self._newest.extend((text.source, attempts[place]) for place, text, _ in rulings[-MOST_FOR_LAGS:])
        disagreeing = {place: (text.name, ruling) for place, text, ruling in rulings if ruling.verdict != ALLOWED}
        for place, (name, ruling) in disagreeing.items():
            if len(self._disagreeing) >= MOST_DISAGREEING:
                break
            row = row_of(attempts[place], [ruling], self._request, avoidable=False, disagrees=(name, ruling))
            self._disagreeing.append(row)
        return disagreeing

    def try_lags(self, program: Programs, past_with_lag: Callable[[float], Past] | None) -> None:
        """Try other lags on the newest attempts, where not all agree."""
        if past_with_lag is None or self._allowed == self._checked or not self._newest:
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
            checked=self._checked.total(),
            allowed=self._allowed.total(),
            texts=self._texts(),
            disagreeing=tuple(self._disagreeing),
            lags=dict(self._lags),
            lag_checked=len(self._newest) if self._lags else 0,
        )

    def to_dict(self) -> dict[str, Any]:
        disagreeing = [{name: getattr(row, name) for name in Row.__dataclass_fields__} for row in self._disagreeing]
        return {"checked": dict(self._checked), "allowed": dict(self._allowed), "disagreeing": disagreeing}

    def _texts(self) -> tuple[LiveAgreement, ...]:
        """Return each text that was live, in the order of its first time. One that no time of the request has was live
        while the attempts went by."""
        range_since, range_until = microseconds(self._request.since), microseconds(self._request.until)
        seconds: dict[str, float | None] = dict.fromkeys(
            self._checked.keys() - {live.text.name for live in self._request.live}
        )
        for (since, until), live in zip(self._spans, self._request.live, strict=True):
            lived = max(0, min(until, range_until) - max(since, range_since)) / MICROSECONDS
            seconds[live.text.name] = (seconds.get(live.text.name) or 0.0) + lived
        sums = {live.text.name: live.text.sha256 for live in self._request.live}
        return tuple(
            LiveAgreement(
                name=name,
                text=sums.get(name, ""),
                live_s=live,
                checked=self._checked[name],
                allowed=self._allowed[name],
            )
            for name, live in seconds.items()
        )


def _span(live: LiveTime) -> tuple[int, float]:
    return microseconds(live.since), inf if live.until is None else microseconds(live.until)
