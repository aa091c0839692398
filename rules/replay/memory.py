"""What is remembered of each server while its attempts go by, oldest first."""

import heapq
from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

from rules.replay.attempt import HOUR, MINUTE, Attempt
from rules.replay.outcome import DELIVERED, OUTCOMES, TRANSIENT
from rules.replay.verdict import VERDICTS

AVOIDABLE_WITHIN = 60 * MINUTE
"""A failure could have been avoided if the server had another one so long before."""
PROVED_WITHIN = 24 * HOUR
"""The next attempt proves or disproves a hold only so long after its end."""
EPISODE_GAP = 6 * HOUR

WIDTH = len(OUTCOMES)
SLOTS = len(VERDICTS) * WIDTH + 1
"""A count for each verdict with each outcome, and one for avoidable failures that were allowed."""
MISSED_AVOIDABLE = SLOTS - 1


@dataclass(slots=True)
class Proof:
    """What became of the useful refusals: see `Score`."""

    enough: int = 0
    short: int = 0
    unproved: int = 0


@dataclass(slots=True)
class ServerMemory:
    """One server. `failures`: starts of its transient failures within the last hour. `failed`: the last one of an
    episode that is open. For each text there are counts, and a heap of the moments at which useful holds end."""

    counts: list[list[int]]
    holds: list[list[int]]
    failures: deque[int] = field(default_factory=deque)
    failed: int | None = None

    @classmethod
    def new(cls, texts: int) -> Self:
        return cls(counts=[[0] * SLOTS for _ in range(texts)], holds=[[] for _ in range(texts)])

    def had_failure(self, at: int, lag: int) -> bool:
        """Return whether a transient failure within the hour before `at` could be read then."""
        failures = self.failures
        while failures and failures[0] < at - AVOIDABLE_WITHIN:
            failures.popleft()
        return bool(failures) and failures[0] < at - lag

    def remember(self, attempt: Attempt) -> None:
        """Keep what later attempts are held against."""
        if attempt.outcome == TRANSIENT:
            failures = self.failures
            while failures and failures[0] < attempt.at - AVOIDABLE_WITHIN:
                failures.popleft()
            if failures and attempt.at < failures[-1]:  # new attempts come in the order in which they end
                insort(failures, attempt.at)
            else:
                failures.append(attempt.at)

    def prove(self, attempt: Attempt, proofs: list[Proof]) -> int:
        """Let the attempt prove the holds that ended before it. Return how many there were."""
        proved = 0
        for holds, proof in zip(self.holds, proofs, strict=True):
            while holds and holds[0] <= attempt.at:
                proved += 1
                late = attempt.at - heapq.heappop(holds) > PROVED_WITHIN
                if not late and attempt.outcome == DELIVERED:
                    proof.enough += 1
                elif not late and attempt.outcome == TRANSIENT:
                    proof.short += 1
                else:
                    proof.unproved += 1
        return proved

    def begins_episode(self, attempt: Attempt) -> bool:
        """Follow the episodes. Return whether this attempt begins one."""
        if attempt.outcome == DELIVERED:
            self.failed = None
        if attempt.outcome != TRANSIENT:
            return False
        begins = self.failed is None or attempt.at - self.failed >= EPISODE_GAP
        self.failed = attempt.at
        return begins

    def to_list(self) -> list[Any]:
        return [self.counts, self.holds, list(self.failures), self.failed]

    @classmethod
    def from_list(cls, data: list[Any]) -> Self:
        counts, holds, failures, failed = data
        return cls(counts=counts, holds=holds, failures=deque(failures), failed=failed)
