"""A text that is judged on each new attempt, beside the live one: what was counted so far, and the rows."""

from collections.abc import Sequence

from rules.replay import row_file
from rules.replay.agreement import Agreeing, LiveRuling
from rules.replay.assumed import assumed
from rules.replay.attempt import MICROSECONDS, Attempt, NotReplayed, Recorded, microseconds, moment
from rules.replay.new_attempts import Position
from rules.replay.progress import Checkpoint
from rules.replay.request import ReplayRequest, Text
from rules.replay.result import Result, Row
from rules.replay.rows import row_of
from rules.replay.scoreboard import Scoreboard
from rules.replay.verdict import Ruling


class Shadow:
    """One text in the shadow. `position` is how far the attempts were taken; it belongs to the counts, and a checkpoint
    holds both."""

    def __init__(self, request: ReplayRequest, kept: Checkpoint | None = None) -> None:
        lag = round(request.lag * MICROSECONDS)
        kept = kept or {}
        self.request = request
        self.board = Scoreboard.from_dict(kept["board"], lag) if kept else Scoreboard(2, lag)
        self.position = Position.from_list(kept["position"]) if kept else Position(start=microseconds(request.since))
        self.differing: int = kept.get("differing", 0)
        self.reached: int | None = kept.get("reached")
        self.recorded = Recorded()
        self._agreeing = Agreeing(request, kept.get("agreement"))
        self._without_server: int = kept.get("without_server", 0)

    def add(
        self, attempts: Sequence[Attempt], rulings: Sequence[Ruling], live: Sequence[tuple[bytes | None, Ruling]]
    ) -> list[Row]:
        """Count attempts, which have a server. `live` is the text that was live at each of them (None: no text), and
        what it says. Return the rows."""
        name = self.request.against.name if self.request.against else ""
        said = [
            LiveRuling(place, Text(source=text, name=name), beside)
            for place, (text, beside) in enumerate(live)
            if text is not None
        ]
        disagreeing = self._agreeing.add(attempts, said)
        rows = []
        for place, (attempt, ruling, (_, beside)) in enumerate(zip(attempts, rulings, live, strict=True)):
            ruled, avoidable = (ruling, beside), self.board.add(attempt, (ruling, beside))
            disagrees = disagreeing.get(place)
            rows.append(row_of(attempt, ruled, self.request, avoidable=avoidable, disagrees=disagrees))
            self.reached = max(attempt.at, self.reached or attempt.at)
        self.differing += sum(map(row_file.differs, rows))
        return rows

    def leave_out(self, count: int) -> None:
        """Count attempts without a server, which no label has."""
        self._without_server += count

    def observe(self, attempts: Sequence[Attempt]) -> None:
        """See attempts that began after the end: they prove the last holds."""
        for attempt in attempts:
            self.board.observe(attempt)

    def result(self) -> Result:
        request, board = self.request, self.board
        assert request.against, "a shadow runs beside live"
        return Result(
            text=request.text.sha256,
            text_name=request.text.name,
            against=request.against.sha256,
            against_name=request.against.name,
            since=request.since,
            until=request.until,
            attempts=board.done,
            newest=None if self.reached is None else moment(self.reached),
            score=board.score(0),
            against_score=board.score(1),
            episodes=board.episode_counts(),
            not_replayed={NotReplayed.NO_SERVER: self._without_server},
            agreement=self._agreeing.agreement(),
            assumed=assumed(request, self.recorded),
            advice=self.recorded.advice,
            lag=request.lag,
        )

    def checkpoint(self) -> Checkpoint:
        return {
            "board": self.board.to_dict(),
            "position": self.position.to_list(),
            "differing": self.differing,
            "reached": self.reached,
            "agreement": self._agreeing.to_dict(),
            "without_server": self._without_server,
        }
