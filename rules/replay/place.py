"""Where reading the history has come to, so that another process can go on there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Self

from rules.replay.attempt import Attempt


@dataclass(slots=True)
class Place:
    """`after` covers the pages that are done with. Of the next one, all attempts before `at` have been passed, and the
    first `ties` of those that began just then: rows may have gone since, so their number says nothing."""

    after: str | None = None
    at: int | None = None
    ties: int = 0

    def pass_by(self, attempts: Sequence[Attempt]) -> None:
        """Pass attempts, in their order."""
        if not attempts:
            return
        last = attempts[-1].at
        ties = len(list(takewhile(lambda attempt: attempt.at == last, reversed(attempts))))
        self.ties = ties + (self.ties if ties == len(attempts) and last == self.at else 0)
        self.at = last

    def behind(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Return the attempts that have not been passed."""
        if self.at is None:
            return list(attempts)
        same = [attempt for attempt in attempts if attempt.at == self.at]
        return same[self.ties :] + [attempt for attempt in attempts if attempt.at > self.at]

    def to_list(self) -> list[Any]:
        return [self.after, self.at, self.ties]

    @classmethod
    def from_list(cls, data: Sequence[Any]) -> Self:
        after, at, ties = data
        return cls(after=after, at=at, ties=ties)
