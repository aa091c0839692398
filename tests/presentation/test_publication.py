"""The time before and after a publication: which hours are compared, and when two shares differ."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.statistics.counts import Figures
from rules.presentation.publication import Effect, Side, effects, summary, windows

WHEN = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("replaced", "now", "length"),
    [
        (None, WHEN + 30 * DAY, 7 * DAY),
        (None, WHEN + 2 * DAY, 2 * DAY),
        (WHEN + 3 * DAY, WHEN + 30 * DAY, 3 * DAY),
        (WHEN, WHEN + 30 * DAY, timedelta()),
    ],
)
def test_the_time_after_it_ends_with_the_week_with_now_or_with_the_next_one(replaced, now, length):
    assert windows(WHEN, replaced, now).length == length


def test_both_times_have_the_same_weekdays_and_hours():
    found = windows(WHEN, None, WHEN + 30 * DAY)
    assert (found.before_since.weekday(), found.before_since.hour) == (found.since.weekday(), found.since.hour)
    assert found.before_until == found.until - 7 * DAY


def test_where_the_history_begins_later_both_times_do():
    found = windows(WHEN, None, WHEN + 30 * DAY).from_data(WHEN - 4 * DAY)
    assert (found.before_since, found.since) == (WHEN - 4 * DAY, WHEN + 3 * DAY)
    assert not windows(WHEN, None, WHEN + DAY).from_data(WHEN).length


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ((100, 1000), (20, 1000), "fewer"),
        ((20, 1000), (100, 1000), "more"),
        ((50, 1000), (45, 1000), "no clear difference"),
        ((0, 1000), (0, 1000), "no clear difference"),
        ((49, 49), (0, 1000), "too few to tell"),
        ((50, 50), (0, 0), "too few to tell"),
    ],
)
def test_two_shares_differ_only_where_the_numbers_tell(before, after, word):
    sides = [Side(transient=transient, total=total) for transient, total in (before, after)]
    assert Effect(name="a.example", before=sides[0], after=sides[1]).word == word


def figures(**servers: int) -> Figures:
    by_server = Counter({(f"{name}.example", "421"): count for name, count in servers.items()})
    return Figures(bars=Counter({(0, "421"): sum(servers.values())}), servers=by_server)


def test_providers_with_most_failures_in_either_time_come_first():
    time = windows(WHEN, None, WHEN + DAY)
    whole, *providers = effects(figures(few=3, gone=9), figures(few=4), time)
    assert (whole.before.transient, whole.after.transient) == (12, 4)
    assert [(each.name, each.before.total, each.after.total) for each in providers] == [
        ("gone.example", 9, 0),
        ("few.example", 3, 4),
    ]


def test_the_sentence_has_the_numbers_behind_the_shares():
    before, after = Side(transient=120, total=1200), Side(transient=24, total=1200)
    assert summary([Effect(name="", before=before, after=after)]) == (
        "Fewer: 24 of 1,200 attempts were transient failures (2.0 %); in the same hours of the week before 120 of "
        "1,200 (10.0 %)."
    )
