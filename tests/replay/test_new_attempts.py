"""New attempts: each is taken once, whatever the order in which rows appear and get their results."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rules.replay.attempt import MINUTE, Attempt, Page
from rules.replay.new_attempts import SETTLED_AFTER, Position, take
from rules.replay.outcome import outcome_place

START = 1_000_000 * MINUTE


def attempt(minute: float, server: str = "mx.example", result: str = "250 ok") -> Attempt:
    return Attempt(START + round(minute * MINUTE), server, result, outcome_place(result))


def look(table, position, minute, most=100):
    """Take what is new, as a look at that minute sees the table; the position goes through JSON, as when stored."""
    now = START + round(minute * MINUTE)
    rows = sorted(each for each in table if position.start <= each.at <= now)
    news = take(position, [Page(attempts=rows[:3], after=""), Page(attempts=rows[3:], after="")], now, most)
    return news._replace(position=Position.from_list(json.loads(json.dumps(news.position.to_list()))))


def test_what_began_before_is_not_new():
    news = look([attempt(-1), attempt(0), attempt(1)], Position(start=START), 2)
    assert [each.at for each in news.attempts] == [START, START + MINUTE]


def test_a_row_that_appears_behind_later_ones_is_taken():
    first = look([attempt(5)], Position(start=START), 6)
    second = look([attempt(5), attempt(1)], first.position, 7)
    assert [each.at for each in second.attempts] == [START + MINUTE]


def test_an_attempt_under_way_waits_for_its_result_for_half_an_hour():
    under_way = attempt(1, result="")
    first = look([under_way], Position(start=START), 2)
    assert not first.attempts
    assert look([attempt(1)], first.position, 3).attempts == [attempt(1)]
    assert look([under_way], first.position, 32).attempts == [under_way]


def test_equal_attempts_are_counted():
    first = look([attempt(1)], Position(start=START), 2)
    assert look([attempt(1)] * 3, first.position, 3).attempts == [attempt(1)] * 2


def test_a_result_that_is_written_again_makes_nothing_new():
    first = look([attempt(1, result="421 later")], Position(start=START), 2)
    second = look([attempt(1, result="250 ok")], first.position, 3)
    assert not second.attempts
    assert not look([attempt(1, result="250 ok")], second.position, 4).attempts


def test_only_the_last_half_hour_is_remembered():
    rows = [attempt(minute) for minute in range(100)]
    news = look(rows, Position(start=START), 100, most=1_000)
    assert news.position.start == rows[-1].at - SETTLED_AFTER
    assert len(news.position.taken) == 31


def test_a_clock_that_goes_back_takes_nothing_twice():
    first = look([attempt(1), attempt(9)], Position(start=START), 10)
    back = look([attempt(1), attempt(9)], first.position, 5)
    assert not back.attempts
    assert not look([attempt(1), attempt(9)], back.position, 10).attempts


rows = st.tuples(
    st.integers(0, 8), st.sampled_from("ab"), st.sampled_from(("", "250 ok", "421 no")), st.integers(0, 20)
)


@given(st.lists(rows, max_size=30), st.integers(1, 4))
def test_each_attempt_is_taken_once(events, most):
    """Each event: a row appears (its start may lie behind), some get a result, one looks; about `most` at a time."""
    table: list[Attempt] = []
    taken: list[Attempt] = []
    position, minute = Position(start=START), 8.0
    for start, server, result, result_of in events:
        table.append(attempt(start, server, result))
        if result_of < len(table) and not table[result_of].result:
            table[result_of] = table[result_of]._replace(result="451 late")
        news = look(table, position, minute, most)
        taken, position = taken + list(news.attempts), news.position
        minute += 0.1
    while True:
        news = look(table, position, 60, most)
        taken, position = taken + list(news.attempts), news.position
        if not news.more:
            break
    assert Counter(taken) == Counter(table)
