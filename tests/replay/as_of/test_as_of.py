"""A query as of a moment gives what the unchanged query gave at that moment."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.replay.past import PastAnswer, Question
from tests.replay.as_of.shapes import queries
from tests.replay.as_of.worlds import World, world, zone

NOW = datetime.now(UTC)
WORLDS = {
    "timestamptz, clocks put forward yesterday": ("timestamptz", zone(NOW, 30, forward=True)),
    "timestamp, clocks put back yesterday": ("timestamp", zone(NOW, 30, forward=False)),
    "a domain over timestamp(0), clocks put forward": ("outqueue.moment", zone(NOW, 8, forward=True)),
    "timestamptz(3) in UTC": ("timestamptz(3)", "UTC"),
}
SHAPES = 260


@pytest.fixture(scope="module", params=WORLDS)
def both(request: pytest.FixtureRequest, postgres: EmbeddedPostgres) -> Iterator[World]:
    with world(postgres, *WORLDS[request.param]) as made:
        yield made


def asked_then(made: World, texts: list[str]) -> tuple[list[QueryAnswer], datetime]:
    """Return the answers to unchanged texts in the database of that moment, and its clock."""
    database = Vpop3Database(made.then)
    try:
        with Broker(database).session(snapshot=True) as query:
            clock = query("SELECT now() AT TIME ZONE 'UTC'").rows[0][0]
            return [query(text) for text in texts], datetime.fromisoformat(str(clock)).replace(tzinfo=UTC)
    finally:
        database.close()


def asked_as_of(made: World, questions: list[Question]) -> list[PastAnswer]:
    database = Vpop3Database(made.past)
    try:
        with Broker(database).past() as past:
            return past.answers(questions)
    finally:
        database.close()


def content(answer: PastAnswer, text: str) -> object:
    if not isinstance(answer, QueryAnswer):
        return answer
    rows = answer.rows if "ORDER BY" in text else tuple(sorted(answer.rows, key=str))
    return answer.columns, rows, answer.error


def test_every_shape_is_answered_as_the_database_of_that_moment_answers(both: World):
    texts = [text for pair in queries(SHAPES) for text in pair]
    expected, clock = asked_then(both, texts)
    found = asked_as_of(both, [Question(text, clock - both.shift) for text in texts])
    wrong = [
        (text, content(was, text), content(now, text))
        for text, was, now in zip(texts, expected, found, strict=True)
        if content(was, text) != content(now, text)
    ]
    assert wrong == []
    assert len(set(texts[::2])) > 200
    assert sum(bool(answer.rows and any(answer.rows[0])) for answer in expected) > len(texts) * 0.6
