"""All attempts that a filter lets through, a portion at a time: memory and connections do not grow with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.outqueue.attempts.attempt import EXPORTED_CHARACTERS, Attempt
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.reader import MAX_PAGE_ROWS, Detail, SendAttempts
from rules.outqueue.connection.unavailable import Unavailable

MOST_ROWS = 100_000
DETAIL = Detail(characters=EXPORTED_CHARACTERS, others=True)


@dataclass(frozen=True, slots=True)
class Portion:
    """`missing` is a sentence where these are the last but not all."""

    attempts: tuple[Attempt, ...]
    missing: str = ""


def portions(
    attempts: SendAttempts, wanted: AttemptFilter, *, most: int = MOST_ROWS, now: datetime | None = None
) -> Iterator[Portion]:
    """Newest first, up to `most` attempts. Between two portions no connection is held.

    Raises Unavailable and ValueError before the first portion only: later trouble is said in the last one.
    """
    now = now or datetime.now(UTC)
    after, left = None, most
    while True:
        try:
            page = attempts.page(wanted, after=after, limit=min(left, MAX_PAGE_ROWS), now=now, detail=DETAIL)
        except (Unavailable, ValueError) as error:
            if after is None:
                raise
            yield Portion((), missing=str(error))
            return
        left -= len(page.attempts)
        after = page.next
        if not after or left <= 0 or page.incomplete:
            cap = f"These are the newest {most:,}; older ones were left out." if after and left <= 0 else ""
            yield Portion(page.attempts, missing=page.incomplete or cap)
            return
        yield Portion(page.attempts)
