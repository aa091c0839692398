"""All attempts of a filter, in portions: memory does not grow with them, and no connection waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.outqueue.attempts.attempt import EXPORTED_CHARACTERS, Attempt
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.reader import MAX_PAGE_ROWS, AttemptPage, Detail, SendAttempts
from rules.outqueue.attempts.stretch import Stretch
from rules.outqueue.connection.unavailable import Unavailable

MOST_ROWS = 100_000
AT_ONCE = 25_000
"""The rows of one query: few queries, and each as short as an administrator of the database would want."""
DETAIL = Detail(characters=EXPORTED_CHARACTERS, others=True)
NO_ROOM = "There is no room for the rest in the folder for temporary files ({}). Free some, or set TMPDIR."


@dataclass(frozen=True, slots=True)
class Portion:
    """`missing` is a sentence where these are the last but not all."""

    attempts: tuple[Attempt, ...]
    missing: str = ""


def portions(
    attempts: SendAttempts, wanted: AttemptFilter, *, most: int = MOST_ROWS, now: datetime | None = None
) -> Iterator[Portion]:
    """Yield portions, newest first, up to `most` attempts. Between two portions no connection is held, and no attempt
    behind the first portion has a handle.

    Raises Unavailable and ValueError before the first portion only: later trouble is named in the last one.
    """
    now = now or datetime.now(UTC)
    page = attempts.page(wanted, limit=min(most, MAX_PAGE_ROWS), now=now, detail=DETAIL)
    left = most - len(page.attempts)
    if page.incomplete or not page.next or left <= 0:
        yield Portion(page.attempts, missing=page.incomplete or (_capped(most) if page.next else ""))
        return
    yield Portion(page.attempts)
    try:
        for rows in _older(attempts, wanted, _behind(page, now), left + 1):
            yield Portion(rows[:left])
            left -= len(rows)
    except (Unavailable, ValueError) as error:
        yield Portion((), missing=str(error))
    except OSError as error:
        yield Portion((), missing=NO_ROOM.format(error.strerror))
    if left < 0:
        yield Portion((), missing=_capped(most))


def _behind(page: AttemptPage, now: datetime) -> Stretch:
    assert page.next, "there is more"
    newest, oldest = page.attempts[0].started, page.attempts[-1].started
    return Stretch.behind(page.next, now=now, covered=newest - oldest, rows=len(page.attempts), wanted=AT_ONCE)


def _older(
    attempts: SendAttempts, wanted: AttemptFilter, stretch: Stretch | None, limit: int
) -> Iterator[tuple[Attempt, ...]]:
    """Yield older attempts. Each query's rows go to a temporary file first: a query never waits for a slow reader."""
    while stretch and limit > 0:
        columns, spool, stretch = attempts.spooled(wanted, stretch, limit=min(limit, AT_ONCE), detail=DETAIL)
        limit -= spool.rows
        for batch in spool.batches():
            yield attempts.attempts_of(batch, columns, handles=False)


def _capped(most: int) -> str:
    return f"These are the newest {most:,}; older ones were left out."
