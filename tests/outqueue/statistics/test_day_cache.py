"""Counting day by day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.day_cache import DAY, Days, days

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


class Clerk:
    """Notes what it was asked to count; how long is `hours` of it."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.trouble: Unavailable | None = None

    def __call__(self, lower: datetime, upper: datetime) -> timedelta:
        self.asked.append(lower)
        if self.trouble:
            raise self.trouble
        return upper - lower


@pytest.mark.parametrize("hours", [1, 12, 13, 24, 100, 1000])
def test_the_pieces_make_up_the_whole_and_touch(hours):
    pieces = list(days(NOW - timedelta(hours=hours), NOW))
    assert pieces[0][1] == NOW
    assert pieces[-1][0] == NOW - timedelta(hours=hours)
    assert all(newer[0] == older[1] for newer, older in pairwise(pieces))
    assert all(lower < upper <= lower + DAY for lower, upper in pieces)


def test_days_that_are_over_are_not_counted_again():
    clerk, kept = Clerk(), Days()
    for _ in range(2):
        counted = kept.count(NOW - 3 * DAY, NOW, clerk, now=NOW, seconds=10)
        assert (sum(counted.pieces, timedelta()), counted.complete) == (3 * DAY, True)
    assert clerk.asked.count(MIDNIGHT) == 2, "today goes on"
    assert clerk.asked.count(MIDNIGHT - DAY) == 1
    assert clerk.asked.count(NOW - 3 * DAY) == 2, "not a whole day"


def test_yesterday_is_not_over_while_attempts_of_it_may_still_end():
    clerk, kept = Clerk(), Days()
    for _ in range(2):
        kept.count(MIDNIGHT - DAY, MIDNIGHT, clerk, now=MIDNIGHT + timedelta(minutes=59), seconds=10)
    assert len(clerk.asked) == 2


def test_it_stops_in_time_says_how_far_it_came_and_goes_on_there():
    clerk, kept = Clerk(), Days()
    steps = []
    while not steps or steps[-1].missing:
        steps.append(kept.count(MIDNIGHT - 5 * DAY, MIDNIGHT, clerk, now=NOW, seconds=0))
    assert [step.missing for step in steps] == [n * DAY for n in (4, 3, 2, 1, 0)]
    assert [step.since for step in steps] == [MIDNIGHT - n * DAY for n in (1, 2, 3, 4, 5)]
    assert len(clerk.asked) == 5


def test_a_database_that_is_too_slow_ends_it_with_its_sentence():
    clerk = Clerk()
    clerk.trouble = Unavailable("It took too long.", Trouble.SLOW)
    counted = Days().count(NOW - 2 * DAY, NOW, clerk, now=NOW, seconds=10)
    assert (counted.pieces, counted.missing, counted.trouble) == ((), 2 * DAY, "It took too long.")


def test_a_database_that_is_away_is_no_answer():
    clerk = Clerk()
    clerk.trouble = Unavailable("It is away.", Trouble.UNREACHABLE)
    with pytest.raises(Unavailable):
        Days().count(NOW - 2 * DAY, NOW, clerk, now=NOW, seconds=10)
