"""Times on the command line: what is read, and what is refused with a sentence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.management.moments import read_moment, read_range

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 14:30", datetime(2026, 11, 23, 13, 30, tzinfo=UTC)),
        ("2026-11-23T14:30:15.5+02:00", datetime(2026, 11, 23, 12, 30, 15, 500_000, tzinfo=UTC)),
        ("2026-11-23T14:30Z", datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("7d", NOW - timedelta(days=7)),
        (" 12H ", NOW - timedelta(hours=12)),
        ("30m", NOW - timedelta(minutes=30)),
        ("999999d", NOW - timedelta(days=36_525)),
    ],
)
def test_a_moment_is_read_in_the_zone_or_as_some_time_ago(text, moment):
    assert read_moment(text, BERLIN, NOW) == moment


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("yesterday", "'yesterday' is not a time: write it like"),
        ("", "is not a time"),
        ("7", "is not a time"),
        ("-7d", "is not a time"),
        ("2026-13-01", "is not a time"),
        ("0001-01-01", "The year 0001"),
        ("9999-12-31T23:59+00:00", "The year 9999"),
        ("2026-03-29 02:30", "was left out in Europe/Berlin"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_sentence(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_moment(text, BERLIN, NOW)


@pytest.mark.parametrize(
    ("since", "until", "complaint"),
    [
        ("1d", "7d", "The range is empty: 1d is not before 7d"),
        ("1d", "1d", "is empty"),
        ("2027-01-01", None, "2027-01-01 is not before now"),
        ("2027-01-01", "2027-02-01", "2027-01-01 is still to come"),
    ],
)
def test_a_range_that_holds_nothing_is_refused(since, until, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_range(since, until, BERLIN, NOW)


def test_a_range_ends_now_at_the_latest():
    assert read_range("2d", "2030-01-01", UTC, NOW) == (NOW - timedelta(days=2), NOW)
    since, until = read_range("2026-10-25 00:00", "2026-10-26 00:00", BERLIN, NOW)
    assert until - since == timedelta(hours=25)
