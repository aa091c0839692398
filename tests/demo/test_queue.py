"""The demo's queue, asked as an administrator would ask it, through the role that may only SELECT."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from mxadmin.demo import feeder, queue
from mxadmin.demo.holds import FIRST_LIVE, History, Rule, Rules, script
from mxadmin.demo.messages import Outbox
from mxadmin.demo.routes import Routes
from mxadmin.demo.storms import Storm, Weather
from mxadmin.demo.traffic import RETRY_MINUTES, Position, Row, Traffic, read
from tests.waiting import wait_until

VENDORS_QUERY = (
    "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='{server}'"
    " AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'"
)
VENDORS_LIMIT = 5


@pytest.fixture
def ask(demo_queue):
    with psycopg.connect(demo_queue, autocommit=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.mark.parametrize("server", ["mx1.bigmail.example", "mx2.bigmail.example"])
def test_a_storm_is_going_on_that_the_vendors_example_holds(ask, server):
    """How many there are beyond the example's limit is a matter of the hour at which the tests run."""
    assert ask(VENDORS_QUERY.format(server=server))[0][0] > VENDORS_LIMIT


def test_no_other_provider_is_in_a_storm(ask):
    others = ask("SELECT DISTINCT server FROM outqueue.sendattempts WHERE server NOT LIKE '%bigmail%'")
    assert all(ask(VENDORS_QUERY.format(server=server))[0][0] <= 5 for (server,) in others)


def test_it_spans_fourteen_days_and_some_dozens_of_servers(ask):
    ((oldest, newest, servers, rows),) = ask(
        "SELECT now() - min(starttime), now() - max(endtime), count(DISTINCT server), count(*)"
        " FROM outqueue.sendattempts"
    )
    assert timedelta(days=13, hours=20) < oldest < timedelta(days=14, hours=1)
    assert newest < timedelta(minutes=15)
    assert servers >= 24
    assert 20_000 < rows < 100_000


def test_nothing_in_it_exists_outside_the_demo(ask):
    for column in ("server", "domain", "split_part(recipient, '@', 2)", "split_part(sender, '@', 2)"):
        names = ask(f"SELECT DISTINCT {column} FROM outqueue.sendattempts")
        assert all(name.endswith((".example", ".test")) for (name,) in names)
    outside = """SELECT DISTINCT ipaddress FROM outqueue.sendattempts WHERE NOT
        (ipaddress << '192.0.2.0/24' OR ipaddress << '198.51.100.0/24' OR ipaddress << '203.0.113.0/24')"""
    assert ask(outside) == []


def test_every_outcome_occurs_in_a_believable_share(ask):
    shares = dict(
        ask("""SELECT CASE WHEN result ~ '^[0-9]{3} ' THEN left(result, 1) ELSE 'none' END,
                      count(*)::float / sum(count(*)) OVER () FROM outqueue.sendattempts GROUP BY 1""")
    )
    assert set(shares) == {"2", "4", "5", "none"}
    assert shares["2"] > 0.5
    assert 0.005 < shares["5"] < 0.05
    assert 0.01 < shares["none"] < 0.15


def test_permanent_failures_carry_enhanced_status_codes(ask):
    results = ask("SELECT DISTINCT substr(result, 1, 9) FROM outqueue.sendattempts WHERE result LIKE '5%'")
    assert {("550 5.1.1",), ("552 5.3.4",), ("554 5.7.1",)} <= {*results}
    assert all(code[4:6] == "5." for (code,) in results)


def test_working_hours_are_busier_than_nights_and_weekends(ask):
    def attempts(condition: str) -> int:
        ((found,),) = ask(
            f"SELECT count(*) FROM (SELECT starttime AT TIME ZONE '{local_zone()}' AS local FROM outqueue.sendattempts"
            f" WHERE retries = 0 AND sender NOT LIKE 'news@%') AS first WHERE {condition}"
        )
        return found

    workday, weekend = "extract(isodow FROM local) < 6", "extract(isodow FROM local) >= 6"
    assert attempts(f"{workday} AND extract(hour FROM local) BETWEEN 9 AND 11") > 10 * attempts(
        f"{workday} AND extract(hour FROM local) BETWEEN 1 AND 3"
    )
    assert attempts(workday) / 10 > 4 * attempts(weekend) / 4


def local_zone() -> str:
    """Write the offset as POSIX does, where the sign is the other way round."""
    minutes = datetime.now().astimezone().utcoffset().total_seconds() // 60
    return f"{'-' if minutes >= 0 else '+'}{abs(minutes) // 60:02.0f}:{abs(minutes) % 60:02.0f}"


def test_greylisting_refuses_the_first_attempt_and_takes_a_later_one(ask):
    ((first,), (later,)) = ask(
        """SELECT avg((result LIKE '250%')::int) FROM outqueue.sendattempts
           WHERE server LIKE 'mail_.fjordnet.example' AND starttime < now() - interval '1 day'
           GROUP BY retries > 0 ORDER BY retries > 0"""
    )
    assert first == 0
    assert later > 0.6


def test_retries_belong_to_one_message_and_follow_the_pauses(ask):
    """Before a rule was live: later, holds come in between."""
    pauses = ask(
        """SELECT retries, min(starttime - lag) , max(starttime - lag) FROM (
             SELECT retries, starttime, lag(endtime) OVER (PARTITION BY messageid ORDER BY starttime) AS lag,
                    lag(retries) OVER (PARTITION BY messageid ORDER BY starttime) AS before FROM outqueue.sendattempts
           ) AS pairs WHERE before = retries - 1 AND starttime < now() - interval '10 days' GROUP BY retries"""
    )
    assert len(pauses) == len(RETRY_MINUTES)
    for retries, shortest, longest in pauses:
        assert timedelta(minutes=RETRY_MINUTES[retries - 1]) <= shortest
        assert longest <= timedelta(minutes=RETRY_MINUTES[retries - 1] + 1)


AS_OF = """
    SELECT avg((before <= 5)::int)::float, count(*) FROM (
        SELECT (SELECT count(*) FROM outqueue.sendattempts AS earlier WHERE earlier.server = attempt.server
                AND earlier.starttime > attempt.starttime - interval '15 minutes'
                AND earlier.starttime < attempt.starttime AND earlier.result LIKE '4%') AS before
        FROM outqueue.sendattempts AS attempt
        WHERE attempt.starttime {} now() - interval '{} seconds' AND server LIKE '%bigmail%') AS attempts
"""
"""The part of the attempts that the live rule allowed, as of their starts."""


def test_the_history_was_sent_under_its_live_rule(ask):
    live = FIRST_LIVE.total_seconds()
    ((allowed, many),) = ask(AS_OF.format(">", live))
    assert (allowed > 0.9, many > 2000) == (True, True)
    ((without, _),) = ask(AS_OF.format("<", live))
    assert without < 0.8, "nothing was live then, so nothing was held"


def test_revision_3_would_avoid_many_failures_and_delay_some_deliveries(ask):
    """Over the last week, each attempt judged by the rule as of its start."""
    history, told = History(), {"4": [0, 0], "2": [0, 0]}
    rows = ask(
        "SELECT server, retries, starttime, left(result, 1) FROM outqueue.sendattempts"
        " WHERE starttime > now() - interval '8 days' ORDER BY starttime"
    )
    for server, _, started, digit in rows:
        history.add(server, started, transient=digit == "4")
    for server, retries, started, digit in rows:
        if digit in told:
            for place, number in enumerate((2, 3)):
                told[digit][place] += bool(Rule(number).minutes(server, retries, started, history))
    avoided, delayed = told["4"], told["2"]
    assert avoided[1] > 100
    assert avoided[1] > 3 * avoided[0]
    assert 0 < delayed[1] < avoided[1]


def test_a_message_ends_with_the_first_answer_that_settles_it(ask):
    after_the_end = """SELECT count(*) FROM outqueue.sendattempts AS later JOIN outqueue.sendattempts AS settled
        USING (messageid) WHERE settled.result ~ '^[25]' AND later.starttime > settled.starttime"""
    assert ask(after_the_end) == [(0,)]


def test_an_earlier_storm_is_in_the_history_too(ask):
    ((peak,),) = ask(
        """SELECT max(many) FROM (SELECT count(*) AS many FROM outqueue.sendattempts WHERE result LIKE '421 4.7.28%'
           AND starttime < now() - interval '1 day'
           GROUP BY date_bin('15 minutes', starttime, '2020-01-01')) AS quarters"""
    )
    assert peak > 15


def test_the_documented_query_uses_an_index(ask):
    plan = "\n".join(line for (line,) in ask("EXPLAIN " + VENDORS_QUERY.format(server="mx1.bigmail.example")))
    assert "using sendattempts_" in plan or "on sendattempts_" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM outqueue.sendattempts",
        "UPDATE outqueue.sendattempts SET result = ''",
        "TRUNCATE outqueue.sendattempts",
        "CREATE TABLE outqueue.more (i int)",
        "CREATE TABLE public.more (i int)",
        "CREATE TEMPORARY TABLE more (i int)",
        "COPY outqueue.sendattempts TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_reader_can_do_nothing_but_read(ask, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(statement)


def test_the_feeder_goes_on_sending_and_survives_a_restart_of_the_database(postgres, demo_queue, monkeypatch, caplog):
    monkeypatch.setattr(feeder, "SECONDS", 0.05)
    url = postgres.url(queue.DATABASE)

    def newest():
        with psycopg.connect(url) as connection:
            return queue.last_attempt(connection)

    def forget_the_last_minutes():
        with psycopg.connect(url) as connection:
            connection.execute("DELETE FROM outqueue.sendattempts WHERE endtime > now() - interval '10 minutes'")

    def is_up_to_date():
        return newest() > datetime.now(UTC) - timedelta(minutes=5)

    forget_the_last_minutes()
    stormy = traffic(Storm(datetime.now(UTC) - timedelta(hours=1)))
    with feeder.Feeder(url, stormy):
        wait_until(is_up_to_date)
        postgres.restart()
        forget_the_last_minutes()
        wait_until(is_up_to_date)
    assert all(record.name == feeder.__name__ for record in caplog.records)


NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)  # a Tuesday


def traffic(*runs: Storm, rules: Rules | None = None) -> Traffic:
    return Traffic(Outbox(seed=7, weather=Weather(7, runs)), Routes(), rules or Rules(((NOON - timedelta(days=1), 2),)))


def between(sending: Traffic, *moments: datetime) -> list[Row]:
    """The attempts from the first moment to the last, made in pieces."""
    position, history, rows = Position(moments[0]), History(), []
    for moment in moments[1:]:
        ended, position = sending.advance(
            read(json.loads(json.dumps(position, default=datetime.isoformat))), moment, history
        )
        rows += ended
    return rows


def test_the_same_seed_and_time_give_the_same_attempts():
    stretch = NOON - timedelta(hours=3), NOON
    assert between(traffic(), *stretch) == between(traffic(), *stretch) != []


def test_a_stretch_is_the_same_in_one_piece_and_in_many():
    hours = [NOON + timedelta(minutes=20 * number) for number in range(13)]
    stormy = Storm(NOON + timedelta(hours=1))
    assert between(traffic(stormy), *hours) == between(traffic(stormy), hours[0], hours[-1])


def test_a_storm_changes_nothing_before_it_began():
    before = NOON - timedelta(hours=2), NOON
    assert between(traffic(Storm(NOON)), *before) == between(traffic(), *before)


def test_a_live_rule_makes_fewer_failures_of_the_same_storm():
    hours = NOON, NOON + timedelta(hours=2)
    failures = {
        number: sum(
            row.result.startswith("4") for row in between(traffic(Storm(NOON), rules=Rules(((NOON, number),))), *hours)
        )
        for number in (0, 2, 3)
    }
    assert failures[0] > 2 * failures[2] > 2 * failures[3] > 0


def test_a_new_run_remembers_the_storm_of_the_one_before(tmp_path):
    file, night = tmp_path / "storms.json", datetime(2026, 3, 14, 2, tzinfo=UTC)
    Weather.resume(file, seed=7, now=night, last=None)
    later = Weather.resume(file, seed=7, now=night + timedelta(hours=9), last=night + timedelta(hours=1))
    stormy = [later.stormy(night + timedelta(minutes=minutes)) for minutes in (-7, -5, 59, 61, 8 * 60, 8 * 60 + 55)]
    assert stormy == [False, True, True, False, False, True]


def test_the_publications_of_the_first_start_are_remembered(tmp_path):
    file = tmp_path / "publications.json"
    first = Rules.resume(file, NOON)
    assert Rules.resume(file, NOON + timedelta(days=2)).live == first.live
    moments = (NOON - timedelta(days=11), NOON - timedelta(days=9), NOON)
    assert [first.at(moment).revision for moment in moments] == [0, 1, 2]


def test_what_is_published_is_obeyed_from_then_on_and_after_a_restart(tmp_path):
    file = tmp_path / "publications.json"
    rules = Rules.resume(file, NOON)
    for text in (script(2), b"-- any other text", script(3)):
        rules.take_over(text, NOON + timedelta(minutes=1))
    for known in (rules, Rules.resume(file, NOON)):
        assert [known.at(moment).revision for moment in (NOON, NOON + timedelta(minutes=2))] == [2, 3]


def test_catching_up_fills_the_gap_and_drops_what_is_too_old(postgres, demo_queue):
    with psycopg.connect(postgres.url(queue.DATABASE)) as connection, connection.transaction(force_rollback=True):
        later = datetime.now(UTC) + timedelta(days=2)
        added = queue.catch_up(connection, traffic(), later)
        oldest, newest, rows = connection.execute(
            "SELECT min(endtime), max(endtime), count(*) FROM outqueue.sendattempts WHERE endtime > %s",
            [later - queue.KEPT],
        ).fetchone()
        ((everything,),) = connection.execute("SELECT count(*) FROM outqueue.sendattempts").fetchall()
    assert added > 300
    assert rows == everything
    assert oldest < later - timedelta(days=13, hours=20)
    assert newest > later - timedelta(hours=1)


def test_the_reader_does_not_see_where_the_simulation_stands(ask):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask("SELECT * FROM demo.position")
