"""Statements of ours in the session that answers as of past moments: they see what the script's queries see."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql

from rules.outqueue.attempts.columns import discover
from rules.outqueue.attempts.stream import AttemptStream
from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.session import Refused
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.past import Question

COUNT = "SELECT count(*) AS n FROM outqueue.sendattempts"


@pytest.fixture
def world(make_vpop3, connect):
    """A queue of 70,000 attempts, and the broker of a role that may only read."""
    vpop3 = make_vpop3("documented")
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts SELECT 'mx' || n % 50 || '.example', "
        "now() AT TIME ZONE current_setting('TimeZone') - n * interval '1 second', '250 ok: ' || repeat('x', 200) "
        "FROM generate_series(1, 70000) n"
    )
    database = connect(vpop3.reader_url())
    return vpop3, database, Broker(database)


def test_a_page_of_fifty_thousand_attempts_is_read(world):
    _, database, broker = world
    now = datetime.now(UTC)
    with broker.past() as past:
        history = AttemptStream(past.own_rows, discover(database), now=now)
        sizes = [len(page.attempts) for page in history.pages(now - timedelta(days=2), now)]
    assert sizes == [2_000, 10_000, 50_000, 8_000]


def test_rows_and_answers_come_from_one_snapshot(world):
    vpop3, database, broker = world
    now = datetime.now(UTC) + timedelta(hours=1)
    with broker.past() as past:
        [before] = past.answers([Question(COUNT, now)])
        vpop3.owner.execute("DELETE FROM outqueue.sendattempts")
        history = AttemptStream(past.own_rows, discover(database), now=now)
        read = sum(len(page.attempts) for page in history.pages(now - timedelta(days=2), now))
        [after] = past.answers([Question(COUNT, now)])
    assert (before.rows, read, after.rows) == ((("70000",),), 70_000, (("70000",),))


def test_what_goes_wrong_is_said_in_a_sentence(world):
    _, _, broker = world
    with broker.past() as past:
        with pytest.raises(Unavailable, match=r"refused to send the attempts: .*nowhere"):
            past.own_rows(sql.SQL("SELECT * FROM {}").format(sql.Identifier("nowhere")))
        assert past.own_rows(sql.SQL("SELECT {}").format(1)) == [(1,)]


def test_nothing_is_read_after_it_was_cancelled(world):
    _, _, broker = world
    ends = []
    with broker.past(attach=lambda end: ends.append(end) or (lambda: None)) as past:
        past.own_rows(sql.SQL("SELECT {}").format(1))
        ends[0]()
        with pytest.raises(Refused):
            past.own_rows(sql.SQL("SELECT {}").format(1))
