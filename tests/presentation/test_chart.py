"""The axes of a chart."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rules.outqueue.statistics.counts import Figures
from rules.presentation.chart import chart, level_for, short_number


def drawn(since, until, count=1):
    figures = Figures(bars=Counter({(since.timestamp(), "250"): count}))
    return chart(figures, since, until, counted_since=since)


@pytest.mark.parametrize(
    ("highest", "level"),
    [(1, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (378, 100), (401, 200), (1_000_001, 500_000)],
)
def test_marks_are_round_and_few(highest, level):
    assert level_for(highest) == level


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (800, "800"), (1_000, "1k"), (1_500, "1.5k"), (1_250, "1250"), (20_000, "20k"), (2_500_000, "2.5M")],
)
def test_a_mark_has_few_letters(count, text):
    assert short_number(count) == text


def test_the_highest_bar_is_held_against_a_round_number():
    since = datetime(2026, 11, 23, tzinfo=UTC)
    found = drawn(since, since + timedelta(hours=24), count=378)
    assert [(mark.label, mark.place) for mark in found.levels] == [
        ("0", 100),
        ("100", 75),
        ("200", 50),
        ("300", 25),
        ("400", 0),
    ]
    assert found.bars[0].marks[0].height == 94.5


def test_times_are_round_in_the_zone_of_the_reader():
    since = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
    with timezone.override("Asia/Kolkata"):
        day = drawn(since, since + timedelta(hours=24))
        assert [mark.label for mark in day.times] == [
            "18:00",
            "21:00",
            "24 Nov",
            "03:00",
            "06:00",
            "09:00",
            "12:00",
            "15:00",
        ]
    week = drawn(since, since + timedelta(days=7))
    assert [mark.label for mark in week.times] == [f"{day} Nov" for day in range(24, 31)]
    assert [0 <= mark.place <= 100 for mark in (*day.times, *week.times)] == [True] * 15
