"""When alerts are sent, and when they are tried again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from rules.alerts.pace import GIVEN_UP_AFTER, GROUPED_FOR, LONGEST_PAUSE, SPACING, first_try, next_try

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def test_events_of_the_first_seconds_are_one_message():
    assert first_try(NOW, None) == NOW + GROUPED_FOR


def test_soon_after_a_message_the_next_one_waits():
    assert first_try(NOW, NOW - timedelta(minutes=1)) == NOW - timedelta(minutes=1) + SPACING
    assert first_try(NOW, NOW - timedelta(days=1)) == NOW + GROUPED_FOR


def test_it_is_tried_ever_more_slowly_and_given_up_after_days():
    tried = [NOW]
    while moment := next_try(tried[-1], len(tried), NOW):
        tried.append(moment)
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert GIVEN_UP_AFTER <= tried[-1] - NOW < GIVEN_UP_AFTER + LONGEST_PAUSE
    assert 70 < len(tried) < 90, "one try an hour for three days, after some quick ones"


def test_a_clock_that_jumps_gives_nothing_up_early():
    assert next_try(NOW - timedelta(days=9), 3, NOW) is not None
