"""Attempts that are new since a position, in a table that numbers nothing.

A row's start comes before its result, and rows appear in the order in which attempts end, not in that of their start.
So the last half hour is read again each time; a position remembers which of its attempts were taken.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from rules.replay.attempt import MINUTE, Attempt, Page

SETTLED_AFTER = 30 * MINUTE
"""The longest time from an attempt's start to its result. The waits of RFC 5321, 4.5.3.2, come to about as much."""


class Taken(NamedTuple):
    """An attempt that was taken; `digest` tells it from another one at the same server that began just then."""

    at: int
    server: str
    digest: int

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        return cls(attempt.at, attempt.server, zlib.crc32(attempt.result.encode("utf-8", "surrogatepass")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The attempts that began before `start` (microseconds since 1970) are done with; of later ones, `taken` are."""

    start: int
    taken: Sequence[Taken] = ()

    def to_list(self) -> list[Any]:
        return [self.start, [list(each) for each in self.taken]]

    @classmethod
    def from_list(cls, data: Sequence[Any]) -> Self:
        start, taken = data
        return cls(start=start, taken=tuple(Taken(*each) for each in taken))


class News(NamedTuple):
    """New attempts, oldest first, and the position behind them. `more`: there are others already."""

    attempts: Sequence[Attempt]
    position: Position
    more: bool


def take(position: Position, pages: Iterable[Page], now: int, most: int) -> News:
    """Take about `most` new attempts from pages that begin at the position's start, none of them later than `now`.

    An attempt without a result is still under way. After half an hour it is taken as it is.
    """
    known = Counter(position.taken)
    passed: list[Taken] = []
    found: list[Attempt] = []
    newest, more = position.start, False
    for attempt in _each(pages):
        if len(found) >= most and attempt.at != found[-1].at:
            more = True
            break
        newest = max(newest, attempt.at)
        if not attempt.result and now - attempt.at < SETTLED_AFTER:
            continue
        taken = Taken.of(attempt)
        if known[taken]:
            known[taken] -= 1
            passed.append(taken)
        else:
            found.append(attempt)
    start = max(position.start, newest - SETTLED_AFTER)
    fresh, changed = _fresh(found, known, newest)
    ahead = [each for each in known.elements() if each.at > newest]  # not read now: too many, or a clock went back
    remembered = [*passed, *changed, *map(Taken.of, fresh), *ahead]
    kept = tuple(sorted(each for each in remembered if each.at >= start))
    return News(fresh, Position(start=start, taken=kept), more)


def _fresh(found: Sequence[Attempt], known: Counter[Taken], newest: int) -> tuple[list[Attempt], list[Taken]]:
    """Part what is new from what was taken and has had its result written again since."""
    rewritten = Counter((each.at, each.server) for each in known.elements() if each.at <= newest)
    fresh, changed = [], []
    for attempt in found:
        if rewritten[attempt.at, attempt.server]:
            rewritten[attempt.at, attempt.server] -= 1
            changed.append(Taken.of(attempt))
        else:
            fresh.append(attempt)
    return fresh, changed


def _each(pages: Iterable[Page]) -> Iterator[Attempt]:
    for page in pages:
        yield from page.attempts
