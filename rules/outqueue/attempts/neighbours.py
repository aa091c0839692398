"""The attempts at the same server just before and after another one."""

from dataclasses import dataclass, replace
from datetime import timedelta

from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.reader import SendAttempts

SPAN = timedelta(days=1)
"""The time to search on each side: further away, without an index, it would take a search through the whole table."""
EACH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Attempts, newest first. `incomplete` is a sentence where the database's time ran out."""

    newer: tuple[Attempt, ...]
    older: tuple[Attempt, ...]
    incomplete: str | None


def neighbours(attempts: SendAttempts, attempt: Attempt) -> Neighbours:
    """Return at most four to each side, within a day, of an attempt that was found by its handle. Raises
    Unavailable."""
    assert attempt.place, "a listed attempt has no place"
    wanted = AttemptFilter(
        server=attempt.server, time=TimeRange(since=attempt.started - SPAN, until=attempt.started + SPAN)
    )
    older = attempts.beside(replace(attempt.place, since=attempt.started - SPAN), wanted, limit=EACH, newer=False)
    if older.incomplete:  # The other side would take as long.
        return Neighbours(newer=(), older=older.attempts, incomplete=older.incomplete)
    newer = attempts.beside(replace(attempt.place, since=attempt.started), wanted, limit=EACH, newer=True)
    return Neighbours(newer=newer.attempts, older=older.attempts, incomplete=newer.incomplete)
