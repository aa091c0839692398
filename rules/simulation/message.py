"""Messages, made of recorded attempts: which of them belong together is recorded, or assumed."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from rules.replay.attempt import MINUTE, Attempt
from rules.replay.outcome import DELIVERED, NO_REPLY, PERMANENT, TRANSIENT

MILLISECOND = 1_000
FAILED = (TRANSIENT, NO_REPLY)


class Reading(StrEnum):
    """Which attempts at a server are one message. id: those with the same message id. chained: an attempt that begins
    half a retry interval after a failed one, or later, is its next try, the longest waiting one's first. each: every
    attempt is a message of its own."""

    ID = "id"
    CHAINED = "chained"
    EACH = "each"


class Message(NamedTuple):
    """A message for one server. `arrived`: the start of its first attempt, in whole milliseconds, counted in
    microseconds. `attempts`: those recorded. `fate`: what the server says to it once it takes mail."""

    arrived: int
    attempts: tuple[Attempt, ...]

    @property
    def first(self) -> Attempt:
        return self.attempts[0]

    @property
    def fate(self) -> int:
        return PERMANENT if self.attempts[-1].outcome == PERMANENT else DELIVERED

    @property
    def failed(self) -> int:
        """The number of its attempts that failed for the time being."""
        return sum(attempt.outcome in FAILED for attempt in self.attempts)


def messages_of(attempts: Sequence[Attempt], reading: Reading, retry_minutes: float) -> list[Message]:
    """Return the messages of one server's attempts, both in the order of their start."""
    match reading:
        case Reading.EACH:
            groups: Iterable[list[Attempt]] = ([attempt] for attempt in attempts)
        case Reading.ID:
            groups = _by_id(attempts)
        case Reading.CHAINED:
            groups = _chained(attempts, round(retry_minutes * MINUTE / 2))
    found = (Message(group[0].at - group[0].at % MILLISECOND, tuple(group)) for group in groups)
    return sorted(found, key=lambda message: message.arrived)


def _by_id(attempts: Iterable[Attempt]) -> Iterator[list[Attempt]]:
    """Yield those of one id. Behind a delivery, the id belongs to another message: ids come round again."""
    opened: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.message is None:
            yield [attempt]
            continue
        group = opened.get(attempt.message)
        if group is None or group[-1].outcome not in FAILED:
            if group is not None:
                yield group
            group = opened[attempt.message] = []
        group.append(attempt)
    yield from opened.values()


def _chained(attempts: Iterable[Attempt], gap: int) -> Iterator[list[Attempt]]:
    waiting: deque[list[Attempt]] = deque()
    groups: list[list[Attempt]] = []
    for attempt in attempts:
        if waiting and attempt.at - waiting[0][-1].at >= gap:
            group = waiting.popleft()
        else:
            group = []
            groups.append(group)
        group.append(attempt)
        if attempt.outcome in FAILED:
            waiting.append(group)
    yield from groups
