"""Sets of questions of which PostgreSQL answers the next one while the one before it is worked with."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker import past_session
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.replay.past import NotAsOf, PastAhead, PastAnswer, Question, answers_in_turn
from tests.outqueue.conftest import Vpop3

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
COUNT = "SELECT count(*) FROM outqueue.sendattempts WHERE server='{}' AND starttime > now() - interval '1 hour'"
SINCE = "SELECT count(*) FROM outqueue.sendattempts WHERE starttime > now() - '{}'::interval"
Make = Callable[..., Vpop3]
Connect = Callable[..., Vpop3Database]


@pytest.fixture
def history(make_vpop3: Make) -> Vpop3:
    vpop3 = make_vpop3("odd")
    for number in range(60):
        vpop3.add(f"mx{number % 3}.example", NOON - timedelta(minutes=number), 421)
    return vpop3


def counts(number: int) -> list[Question]:
    """A set that is asked as the one before it was."""
    return [
        Question(COUNT.format(f"mx{each % 3}.example"), NOON - timedelta(minutes=each % 50)) for each in range(number)
    ]


def sets() -> list[list[Question]]:
    """Sets that can be asked ahead, and between them such as cannot: other texts, errors, refusals, one alone."""
    lengths = ["10 minutes"] * 9 + ["ten minutes"] + ["20 minutes"] * 9
    return [
        counts(30),
        counts(64),
        counts(200),
        [Question(SINCE.format(length), NOON) for length in ["5 minutes", "9 minutes"]],
        [Question(SINCE.format(length), NOON) for length in lengths],
        counts(200),
        [*counts(3), Question("SELECT nosuch", NOON), Question("SELECT random()", NOON), *counts(3)],
        counts(1),
        [*counts(20), *(Question(SINCE.format(f"{each} minutes"), NOON) for each in range(20))],
        counts(300),
    ]  # fmt: skip


def told(answers: list[PastAnswer]) -> list[object]:
    return [each if isinstance(each, NotAsOf) else (each.columns, each.rows, each.error) for each in answers]


def test_answers_ahead_are_those_that_are_waited_for(history: Vpop3, connect: Connect):
    with Broker(connect(history.reader_url())).past() as past:
        assert isinstance(past, PastAhead)
        ahead = [told(list(answers)) for answers in answers_in_turn(past, sets())]
        assert ahead == [told(past.answers(questions)) for questions in sets()]


def test_the_next_set_is_under_way_before_the_answers_are_given(
    history: Vpop3, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    waits: list[str] = []
    begin, end = past_session.PastSession.begin_together, past_session.PastSession.end_together
    monkeypatch.setattr(
        past_session.PastSession, "begin_together", lambda *given: waits.append("begin") or begin(*given)
    )
    monkeypatch.setattr(past_session.PastSession, "end_together", lambda *given: waits.append("end") or end(*given))
    with Broker(connect(history.reader_url())).past() as past:
        for number, answers in enumerate(past.answers_ahead(counts(64) for _ in range(4))):
            waits.append(f"set {number}")
            assert len(answers) == 64
    assert waits == ["set 0", "begin", "begin", "end", "set 1", "begin", "end", "set 2", "end", "set 3"]


def test_answers_that_nobody_takes_do_not_disturb_the_next_ones(history: Vpop3, connect: Connect):
    with Broker(connect(history.reader_url())).past() as past:
        expected = told(past.answers(counts(64)))
        for _, _answers in zip(range(2), past.answers_ahead(counts(64) for _ in range(9)), strict=False):
            pass
        assert told(past.answers(counts(64))) == expected


def test_a_connection_that_ends_meanwhile_loses_no_answer(history: Vpop3, connect: Connect):
    def until_it_ends() -> Iterator[list[Question]]:
        for number in range(8):
            if number == 5:
                with psycopg.connect(history.url, autocommit=True) as owner:
                    owner.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            yield counts(64)

    with Broker(connect(history.reader_url())).past() as past:
        found = list(past.answers_ahead(until_it_ends()))
        assert len(found) == 8
        assert all(isinstance(each, QueryAnswer) and not each.error for answers in found for each in answers)


def test_a_replay_has_one_connection_from_its_first_question_on(history: Vpop3, connect: Connect):
    database = connect(history.reader_url())
    with Broker(database).past() as past, psycopg.connect(history.url, autocommit=True) as owner:
        for _ in past.answers_ahead(counts(30) for _ in range(3)):
            pass
        past.with_lag(timedelta(seconds=1)).answers(counts(3))
        count = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user"
        ).fetchone()
    assert count == (1,)
