"""The result of tuning: the points, which of them are efficient, and what is recommended. And its JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.replay.assumed import Assumed
from rules.replay.result import Json
from rules.tuning.choice import METHOD, Advice
from rules.tuning.literal import Literal, plain
from rules.tuning.scores import Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A choice of values, and its scores. `values` None: those of another text. `error`: what the script failed with
    most at first, if it failed."""

    values: tuple[float, ...] | None
    scores: Scores
    efficient: bool = False
    error: str = ""

    def to_dict(self) -> Json:
        return {
            "values": None if self.values is None else [plain(value) for value in self.values],
            "train": self.scores.train.to_dict(),
            "test": self.scores.test.to_dict(),
            "efficient": self.efficient,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningResult:
    """`points` are in the order of their values. `suggested` tells for each literal whether the history suggested its
    values; `suggestions` are values for the literals that the request offers. `split` divides the time on which values
    are chosen from that on which they are scored. `partial`: a sentence where it did not come to the end; then there
    are no points.
    """

    text: str
    text_name: str
    literals: Sequence[Literal]
    suggested: Sequence[bool]
    since: datetime
    until: datetime
    split: datetime | None
    attempts: int
    train_attempts: int
    test_attempts: int
    points: Sequence[Point]
    present: Point | None
    live: Point | None
    advice: Advice | None
    suggestions: Sequence[tuple[float, ...]] = ()
    assumed: Sequence[Assumed] = ()
    reading_advice: str = ""
    partial: str = ""
    lag: float = 0.0
    elapsed_s: float = 0.0

    @property
    def recommended(self) -> Point | None:
        place = self.advice.place if self.advice else None
        return None if place is None else self.points[place]

    def to_dict(self) -> Json:
        """Return the JSON that rules/docs/json.md documents."""
        return {
            "text": self.text,
            "text_name": self.text_name,
            "literals": [
                {**literal.to_dict(), "suggested": suggested}
                for literal, suggested in zip(self.literals, self.suggested, strict=True)
            ],
            "window": {"since": self.since.isoformat(), "until": self.until.isoformat()},
            "split": self.split.isoformat() if self.split else None,
            "lag": self.lag,
            "attempts": self.attempts,
            "train_attempts": self.train_attempts,
            "test_attempts": self.test_attempts,
            "points": [point.to_dict() for point in self.points],
            "present": self.present.to_dict() if self.present else None,
            "live": self.live.to_dict() if self.live else None,
            "recommended": self._recommended(),
            "advice": self.advice.sentence if self.advice else "",
            "method": METHOD,
            "assumed": [each.to_dict() for each in self.assumed],
            "reading_advice": self.reading_advice,
            "partial": bool(self.partial),
            "partial_reason": self.partial,
            "elapsed_s": round(self.elapsed_s, 3),
        }

    def _recommended(self) -> Json | None:
        point, advice = self.recommended, self.advice
        if point is None or advice is None or advice.avoided is None or advice.harm is None:
            return None
        return {
            "values": point.to_dict()["values"],
            "avoided": advice.avoided.to_dict(),
            "harm_minutes": advice.harm.to_dict(),
        }
