"""The same hours of the weeks before, counted in parts, so that a fuse compares as much of them as it has judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.fuse.counts import Week
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.counts import Figures, count
from rules.smtp.reply import Outcome, outcome_of
from rules.wiring import connections

WEEKS = 4
WEEK = timedelta(days=7)
MOST_PARTS = 120
MOST_SERVERS = 40

Parts = list[list[int]]
"""For each part of the time its attempts, transient failures and deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksBefore:
    """`weeks` in parts that are `step` minutes long; `servers` are those with most attempts."""

    weeks: list[Parts]
    step: int
    servers: list[str]


def weeks_before(began: datetime, minutes: int) -> WeeksBefore:
    """Count the time of so many minutes from `began`, one to four weeks earlier. Raises Unavailable; without weeks
    where the database takes too long for it."""
    step = max(1, -(-minutes // MOST_PARTS))
    length = timedelta(minutes=-(-minutes // step) * step)
    weeks, servers = [], Counter[str]()
    try:
        for number in range(1, WEEKS + 1):
            figures = _counted(began - number * WEEK, length, step)
            weeks.append(_parts(figures, began - number * WEEK, length, step))
            for (server, _), attempts in figures.servers.items():
                servers[server] += attempts
    except Unavailable as error:
        if error.trouble is not Trouble.SLOW:
            raise
    return WeeksBefore(weeks=weeks, step=step, servers=[name for name, _ in servers.most_common(MOST_SERVERS) if name])


def so_far(weeks: Sequence[Parts], step: int, minutes: int) -> tuple[list[Week], int]:
    """Return the weeks as far as they cover the first `minutes`, and how many of these they cover."""
    parts = int(minutes // step)
    return [Week(**dict(zip(_NAMES, map(sum, zip(*week[:parts], strict=True)), strict=False))) for week in weeks], (
        parts * step
    )


_NAMES = ("attempts", "transient", "delivered")


def _counted(since: datetime, length: timedelta, step: int) -> Figures:
    attempts = connections.attempts()
    return attempts.known.using(
        lambda columns: count(
            attempts.database, columns, since, since + length, step=timedelta(minutes=step), origin=since
        )
    )


def _parts(figures: Figures, since: datetime, length: timedelta, step: int) -> Parts:
    found = [[0, 0, 0] for _ in range(int(length / timedelta(minutes=step)))]
    for (bar, code), attempts in figures.bars.items():
        place = round((bar - since.timestamp()) / (60 * step))
        if 0 <= place < len(found):
            outcome = outcome_of(code or "")
            found[place][0] += attempts
            found[place][1] += attempts * (outcome is Outcome.TRANSIENT)
            found[place][2] += attempts * (outcome is Outcome.DELIVERED)
    return found
