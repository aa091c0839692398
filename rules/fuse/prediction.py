"""What the replay before a publication predicts for the time after it."""

from collections.abc import Iterable
from dataclasses import replace

from rules.fuse.counts import Prediction
from rules.replay import row_file
from rules.replay.attempt import MINUTE
from rules.replay.outcome import Outcome
from rules.replay.result import Row
from rules.replay.verdict import Verdict

HELD = {Verdict.TURNED_AWAY, Verdict.REROUTED}
"""The verdicts that keep an attempt from a server. At an error, VPOP3's default stands."""


class Predicting:
    """Count rows of a replay. They come in portions, the newest first; within one, in the order of their start."""

    def __init__(self) -> None:
        self._counted = Prediction()
        self._refused: dict[str, int] = {}

    def count(self, rows: Iterable[Row]) -> None:
        changes: dict[str, int] = dict.fromkeys(
            (
                *("attempts", "errors", "former_errors", "changed", "delivered"),
                *("allowed", "allowed_transient", "allowed_delivered"),
            ),
            0,
        )
        hold, refusal = self._counted.longest_hold, self._counted.longest_refusal
        for row in rows:
            allowed = row.verdict not in HELD
            changes["attempts"] += 1
            changes["errors"] += row.verdict == Verdict.ERROR
            changes["former_errors"] += row.against_verdict == Verdict.ERROR
            changes["changed"] += row_file.differs(row)
            changes["delivered"] += row.outcome == Outcome.DELIVERED
            changes["allowed"] += allowed
            changes["allowed_transient"] += allowed and row.outcome == Outcome.TRANSIENT
            changes["allowed_delivered"] += allowed and row.outcome == Outcome.DELIVERED
            hold = max(hold, row.minutes or 0.0)
            refusal = max(refusal, self._refused_for(row))
        counted = self._counted
        added = {name: getattr(counted, name) + count for name, count in changes.items()}
        self._counted = replace(counted, **added, longest_hold=hold, longest_refusal=refusal)

    def _refused_for(self, row: Row) -> float:
        """Return for how many minutes the server was refused without a pause, where it is let through now. A time that
        never ended tells nothing: it may be a black hole."""
        first = self._refused.get(row.server, row.at)
        if row.verdict == Verdict.TURNED_AWAY:
            self._refused[row.server] = min(first, row.at)  # an earlier portion may begin
            return 0.0
        self._refused.pop(row.server, None)
        return max(0, row.at - first) / MINUTE

    def prediction(self, *, complete: bool) -> Prediction:
        return replace(self._counted, complete=complete)
