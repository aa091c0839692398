"""The attempts at the same server just before and after another one."""

from dataclasses import dataclass
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
    """Return at most four to each side, within a day; those of the same moment count as newer. Raises Unavailable."""
    here = attempt.started
    before, behind = TimeRange(since=here - SPAN, until=here), TimeRange(since=here, until=here + SPAN)
    older = attempts.page(AttemptFilter(server=attempt.server, time=before), limit=EACH)
    if older.incomplete:  # The other side would take as long.
        return Neighbours(newer=(), older=older.attempts, incomplete=older.incomplete)
    newer = attempts.oldest(AttemptFilter(server=attempt.server, time=behind), limit=EACH + 1)
    return Neighbours(
        newer=tuple(other for other in newer.attempts if other.handle != attempt.handle)[-EACH:],
        older=older.attempts,
        incomplete=newer.incomplete,
    )
