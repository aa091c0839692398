"""What the replay before a publication predicts for the time after it."""

from collections.abc import Iterable
from dataclasses import replace

from rules.fuse.counts import Prediction
from rules.replay import row_file
from rules.replay.attempt import MINUTE
from rules.replay.outcome import Outcome
from rules.replay.result import Row
from rules.replay.verdict import Verdict


class Predicting:
    """Count rows of a replay. They come in portions, the newest first; within one, in the order of their start."""

    def __init__(self) -> None:
        self._counted = Prediction()
        self._refused: dict[str, int] = {}

    def count(self, rows: Iterable[Row]) -> None:
        changes: dict[str, int] = dict.fromkeys(
            ("attempts", "errors", "changed", "delivered", "allowed", "allowed_transient", "allowed_delivered"), 0
        )
        hold, refusal = self._counted.longest_hold, self._counted.longest_refusal
        for row in rows:
            allowed = row.verdict == Verdict.ALLOWED
            changes["attempts"] += 1
            changes["errors"] += row.verdict == Verdict.ERROR
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
        """Return for how many minutes the server has been refused without a pause, with the hold of this attempt."""
        if row.verdict != Verdict.TURNED_AWAY:
            self._refused.pop(row.server, None)
            return 0.0
        first = self._refused.setdefault(row.server, row.at)
        if first > row.at:  # an earlier portion begins
            first = self._refused[row.server] = row.at
        return (row.at - first) / MINUTE + (row.minutes or 0.0)

    def prediction(self, *, complete: bool) -> Prediction:
        return replace(self._counted, complete=complete)
