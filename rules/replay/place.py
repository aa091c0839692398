"""Where reading the history has come to, so that another process can go on there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Self

from rules.replay.attempt import Attempt, Page


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

    def behind_page(self, page: Page) -> "Place":
        """Return the place behind the page. Another process may have come further than this page, as its pages were
        longer: then the attempts up to there stay passed."""
        last = page.attempts[-1].at if page.attempts else None
        if self.at is None or last is None or last > self.at:
            return Place(after=page.after)
        here = sum(attempt.at == self.at for attempt in page.attempts)
        return Place(after=page.after, at=self.at, ties=max(0, self.ties - here))

    def to_list(self) -> list[Any]:
        return [self.after, self.at, self.ties]

    @classmethod
    def from_list(cls, data: Sequence[Any]) -> Self:
        after, at, ties = data
        return cls(after=after, at=at, ties=ties)
