"""New attempts of a real table, and what a text says of them as of their time."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from mxadmin.demo import seed
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.setup_sql import read_only_role_sql
from rules.replay.attempt import microseconds
from rules.replay.new_attempts import Position
from rules.replay.verdict import ALLOWED, TURNED_AWAY
from rules.wiring import new_attempts
from rules.wiring.new_attempts import Rulers, look

TABLE = """
CREATE SCHEMA outqueue;
CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)
"""
ADD = "INSERT INTO outqueue.sendattempts VALUES (%s, %s, %s)"
THROTTLE = b"""
function CheckServer(domain, server)
    local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. server
        .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
    if tonumber(rows[1].cnt) >= 2 then return false, 10 end
end
"""


@pytest.fixture
def queue(fresh_database, settings):
    with psycopg.connect(fresh_database(), autocommit=True) as owner:
        owner.execute(TABLE)
        name = owner.info.dbname
        owner.execute(read_only_role_sql(name, role=f"reader_{name}", password="secret").encode())
        settings.VPOP3_DATABASE_URL = f"postgresql://reader_{name}:secret@{owner.info.host}:{owner.info.port}/{name}"
        yield owner


def test_each_is_ruled_on_as_of_its_time(queue):
    now = datetime.now(UTC)
    position = Position(start=microseconds(now - timedelta(minutes=10)))
    for minutes in (9, 8, 7):
        queue.execute(ADD, ("mx.example", now - timedelta(minutes=minutes), "451 later"))
    queue.execute(ADD, ("mx.example", now - timedelta(minutes=6), None))
    rulers = Rulers()
    with look(rulers) as seen:
        news = seen.after(position)
        verdicts = [each.verdict for each in seen.rulings(THROTTLE, news.attempts)]
    assert verdicts == [ALLOWED, ALLOWED, TURNED_AWAY]
    queue.execute("UPDATE outqueue.sendattempts SET result = '250 ok' WHERE result IS NULL")
    with look(rulers) as seen:
        (last,) = seen.after(news.position).attempts
        (ruling,) = seen.rulings(THROTTLE, [last])
    assert (last.result, ruling.verdict, ruling.minutes) == ("250 ok", TURNED_AWAY, 10)


def test_the_queries_of_all_are_asked_together(queue, monkeypatch):
    now = datetime.now(UTC)
    for number in range(40):
        queue.execute(ADD, (f"mx{number}.example", now - timedelta(seconds=number), "250 ok"))
    asked: list[int] = []
    past = new_attempts.PastAnswers
    monkeypatch.setattr(past, "answers", _counting(asked, past.answers, len))
    monkeypatch.setattr(past, "_end", _counting(asked, past._end, lambda begun: begun.size))
    with look(Rulers()) as seen:
        news = seen.after(Position(start=microseconds(now - timedelta(hours=1))))
        seen.rulings(THROTTLE, news.attempts)
    assert sum(asked) == 40
    assert len(asked) <= 2


def _counting(asked, answers, size):
    """Note the size of each set that is answered: at once, or begun while the one before was worked with."""

    def counted(self, questions):
        asked.append(size(questions))
        return answers(self, questions)

    return counted


def test_a_database_that_is_away_says_so(settings):
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/vpop3"
    with pytest.raises(Unavailable), look(Rulers()) as seen:
        seen.after(Position(start=0))


def test_the_texts_of_the_demo_have_rulings(queue):
    queue.execute(ADD, ("mx.example", datetime.now(UTC) - timedelta(seconds=1), "250 ok"))
    with look(Rulers()) as seen:
        news = seen.after(Position(start=0))
        assert [each.verdict for each in seen.rulings(seed.source(1), news.attempts)] == [ALLOWED]
