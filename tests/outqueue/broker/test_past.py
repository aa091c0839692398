"""Questions about past moments go through the same walls as every query of a script."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker import past_answers, past_session
from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.limits import Bounds
from rules.outqueue.connection.database import Vpop3Database
from rules.replay.past import NotAsOf, PastAnswer, Question
from tests.outqueue.conftest import Vpop3

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
COUNT = "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='{}' AND starttime > now() - interval '1 hour'"
Make = Callable[..., Vpop3]
Connect = Callable[..., Vpop3Database]


@pytest.fixture
def history(make_vpop3: Make) -> Vpop3:
    """Sixty attempts, one a minute until noon, at three servers in turn; the last is at noon itself."""
    vpop3 = make_vpop3("odd")
    for number in range(60):
        vpop3.add(f"mx{number % 3}.example", NOON - timedelta(minutes=number), 421)
    return vpop3


def cells(answers: list[PastAnswer]) -> list[object]:
    return [each.rows[0][0] if isinstance(each, QueryAnswer) and each.rows else each for each in answers]


def test_a_row_counts_from_just_after_its_start_or_from_its_lag_on(history: Vpop3, connect: Connect):
    broker = Broker(connect(history.reader_url()))
    moments = [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(seconds=5), NOON + timedelta(seconds=5.001)]
    text = "SELECT count(*) FROM outqueue.sendattempts"
    with broker.past() as past:
        assert cells(past.answers([Question(text, moment) for moment in moments])) == ["59", "60", "60", "60"]
    with broker.past(lag=timedelta(seconds=5)) as past:
        assert cells(past.answers([Question(text, moment) for moment in moments])) == ["59", "59", "59", "60"]
        assert cells(past.answers([Question(text, moments[3])])) == ["60"]


def test_many_moments_are_asked_in_few_statements_and_in_order(
    history: Vpop3, connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    asked: list[int] = []
    together = past_session.PastSession.together

    def counted(self: past_session.PastSession, text: str, parameters: list[str], columns: int):
        asked.append(parameters[0].count(",") + 1)
        return together(self, text, parameters, columns)

    monkeypatch.setattr(past_session.PastSession, "together", counted)
    questions = [
        Question(COUNT.format(f"mx{number % 3}.example"), NOON - timedelta(minutes=number % 50))
        for number in range(3000)
    ]
    with Broker(connect(history.reader_url())).past() as past:
        found = cells(past.answers(questions))
    expected = [
        str(sum(other % 3 == number % 3 and number % 50 < other < number % 50 + 60 for other in range(60)))
        for number in range(3000)
    ]
    assert found == expected
    assert sum(asked) == 3000
    assert len(asked) <= 6


def test_together_gives_what_alone_gives(history: Vpop3, connect: Connect):
    texts = [
        "SELECT now() - starttime AS ago, server FROM outqueue.sendattempts ORDER BY starttime DESC LIMIT {}",
        "SELECT CURRENT_TIMESTAMP, CURRENT_TIMESTAMP(0), LOCALTIMESTAMP, LOCALTIME, CURRENT_DATE, CURRENT_TIME, "
        "timeofday(), {}",
        "SELECT now(), transaction_timestamp(), statement_timestamp(), clock_timestamp(), 'now'::timestamp, {} AS n",
        "SELECT 'today'::date, date 'yesterday', 'tomorrow'::timestamptz, timestamp 'today 06:00', {}",
        "SELECT max(now()), count(*) + {} FROM outqueue.sendattempts",
        "SELECT age(starttime), {} FROM outqueue.sendattempts ORDER BY starttime LIMIT 2",
        "SELECT CASE WHEN {} > 3 THEN now() ELSE CURRENT_TIMESTAMP END, CURRENT_TIME::text, "
        "extract(hour FROM CURRENT_TIME)",
        "SELECT 100 / ({} - 3)",
        "SELECT nosuch + {} FROM outqueue.sendattempts",
    ]
    questions = [
        Question(text.format(number), NOON - timedelta(minutes=7 * number, microseconds=number * 123456))
        for text in texts
        for number in range(1, 9)
    ]
    with Broker(connect(history.reader_url())).past() as past:
        together = past.answers(questions)
        alone = [past.answers([question])[0] for question in questions]
    assert [(each.columns, each.rows, each.error) for each in together] == [
        (each.columns, each.rows, each.error) for each in alone
    ]
    assert together[8].columns[:6] == (
        "current_timestamp", "current_timestamp", "localtimestamp", "localtime", "current_date", "current_time",
    )  # fmt: skip
    assert together[8].rows[0][0] == "2026-03-04 11:52:59.876544+00"
    assert together[8].rows[0][6] == "Wed Mar 04 11:52:59.876544 2026 UTC"
    assert together[24].rows[0][:4] == ("2026-03-04", "2026-03-03", "2026-03-05 00:00:00+00", "2026-03-04 06:00:00")


def test_a_bad_literal_spoils_no_other_answer(history: Vpop3, connect: Connect):
    text = "SELECT count(*) FROM outqueue.sendattempts WHERE starttime > now() - '{}'::interval"
    lengths = ["10 minutes"] * 40 + ["ten minutes"] + ["20 minutes"] * 40
    with Broker(connect(history.reader_url())).past() as past:
        found = past.answers([Question(text.format(length), NOON) for length in lengths])
    assert cells(found[:40]) == ["9"] * 40
    assert "invalid input syntax" in str(found[40].error)
    assert cells(found[41:]) == ["19"] * 40


def test_errors_refusals_and_answers_keep_their_places(history: Vpop3, connect: Connect):
    texts = {
        "SELECT 1": None,
        "SELECT random()": "random()",
        "DELETE FROM outqueue.sendattempts": "DELETE was not",
        "SELECT 1; SELECT 2": "one statement",
        "SELECT * FROM public.other": "public.other",
        "": "empty",
        "SELECT '\0'": "NUL",
        "SELECT nosuch FROM outqueue.sendattempts": "nosuch",
        "WITH x AS (DELETE FROM outqueue.sendattempts RETURNING 1) SELECT * FROM x": "DeleteStmt",
        "SELECT " + "1 + " * 40_000 + "1": "longer than",
    }
    with Broker(connect(history.reader_url())).past() as past:
        found = past.answers([Question(text, NOON) for text in texts])
    for answer, expected in zip(found, texts.values(), strict=True):
        said = answer.reason if isinstance(answer, NotAsOf) else answer.error
        assert (said is None) if expected is None else expected in str(said)


def test_limits_hold_for_each_answer_as_in_a_dry_run(history: Vpop3, connect: Connect):
    broker = Broker(connect(history.reader_url()), Bounds(rows=20, bytes=5_000))
    texts = [
        "SELECT g FROM generate_series(1, {}) AS g",
        "SELECT repeat('x', {}00) AS x",
        "SELECT repeat('x', {}) AS x, g FROM generate_series(1, 20) AS g",
    ]
    questions = [Question(text.format(size), NOON) for text in texts for size in (3, 19, 20, 21, 260)]
    with broker.past() as past:
        together = past.answers(questions)
        alone = [past.answers([question])[0] for question in questions]
    shown = [(each.columns, each.rows, each.error, each.truncated) for each in together]
    assert shown == [(each.columns, each.rows, each.error, each.truncated) for each in alone]
    assert [each.truncated for each in together] == [False] * 3 + [True] * 2 + [False] * 4 + [True] + [False] * 4 + [
        True
    ]


def test_a_role_that_may_read_more_is_kept_to_the_queue_and_a_superuser_is_not_used(history: Vpop3, connect: Connect):
    with Broker(connect(history.writer_url())).past() as past:
        assert cells(past.answers([Question(COUNT.format("mx1.example"), NOON)] * 3)) == ["20"] * 3
    with Broker(connect(history.url)).past() as past:
        (answer, _) = past.answers([Question("SELECT 1", NOON)] * 2)
    assert "SUPERUSER" in str(answer.error)
    assert answer.unanswered


def test_a_table_that_vpop3_has_not_made_yet_is_empty(history: Vpop3, connect: Connect):
    broker = Broker(connect(history.reader_url()))
    history.owner.execute("DROP TABLE outqueue.sendattempts")
    with broker.past() as past:
        found = past.answers([Question(COUNT.format(f"mx{number}"), NOON) for number in range(5)])
    assert cells(found) == ["0"] * 5
    assert {each.note for each in found} == {past_answers.NOTE}


def test_a_role_with_rights_on_some_columns_reads_those(history: Vpop3, connect: Connect):
    url = history.reader_url()
    role = f"reader_{history.name}"
    history.owner.execute(f"REVOKE SELECT ON outqueue.sendattempts FROM {role}".encode())
    history.owner.execute(f"GRANT SELECT (server, starttime, result) ON outqueue.sendattempts TO {role}".encode())
    with Broker(connect(url)).past() as past:
        assert cells(past.answers([Question(COUNT.format("mx1.example"), NOON)] * 2)) == ["20"] * 2
        assert "does not exist" in str(
            past.answers([Question("SELECT size FROM outqueue.sendattempts", NOON)])[0].error
        )


def test_a_view_is_asked_where_it_shows_one_table_and_no_clock(make_vpop3: Make, connect: Connect):
    made = """CREATE TABLE outqueue.kept (server text, starttime timestamptz, result text);
        INSERT INTO outqueue.kept VALUES ('mx1.example', '2026-03-04 11:30Z', '421');
        CREATE VIEW outqueue.sendattempts AS SELECT server, starttime, result FROM outqueue.kept WHERE {}"""
    for condition, expected in (("result > '1'", ["1", "1"]), ("starttime < now()", None)):
        vpop3 = make_vpop3(made.format(condition))
        with Broker(connect(vpop3.reader_url())).past() as past:
            found = past.answers([Question(COUNT.format("mx1.example"), NOON)] * 2)
        assert cells(found) == expected if expected else all("a view" in each.reason for each in found)


def test_all_answers_are_from_one_snapshot(history: Vpop3, connect: Connect):
    later = NOON + timedelta(days=1)
    with Broker(connect(history.reader_url())).past() as past:
        before = cells(past.answers([Question("SELECT count(*) FROM outqueue.sendattempts", later)]))
        history.add("mx1.example", NOON + timedelta(hours=1), 250)
        assert cells(past.answers([Question("SELECT count(*) FROM outqueue.sendattempts", later)] * 2)) == before * 2
    with Broker(connect(history.url_as(f"reader_{history.name}"))).past() as past:
        assert cells(past.answers([Question("SELECT count(*) FROM outqueue.sendattempts", later)])) == ["61"]


def test_a_database_that_is_away_is_an_answer(connect: Connect):
    database = connect("postgresql://reader:x@127.0.0.1:9/vpop3", connect_timeout=0.5)
    with Broker(database).past() as past:
        found = past.answers([Question(COUNT.format("mx1"), NOON)] * 3)
    assert all(isinstance(each, QueryAnswer) and each.unanswered for each in found)


def test_a_cancelled_session_answers_no_more(history: Vpop3, connect: Connect):
    attached: list[Callable[[], None]] = []

    def attach(cancel: Callable[[], None]) -> Callable[[], None]:
        attached.append(cancel)
        return lambda: None

    with Broker(connect(history.reader_url())).past(attach=attach) as past:
        assert cells(past.answers([Question("SELECT 1", NOON)] * 2)) == ["1", "1"]
        attached[0]()
        found = past.answers([Question("SELECT 2", NOON)] * 50)
    assert {each.error for each in found} == {"The run was cancelled."}


def test_the_connection_comes_back_clean(history: Vpop3, connect: Connect):
    database = connect(history.reader_url(), max_connections=1)
    with Broker(database).past() as past:
        past.answers([Question(COUNT.format(f"mx{number}"), NOON) for number in range(5)])
    with database.lease() as lease:
        assert lease.used
        for setting, usual in (
            ("jit", None),
            ("idle_in_transaction_session_timeout", "1min"),
            ("transaction_isolation", "read committed"),
        ):
            (value,) = lease.session.execute(f"SHOW {setting}".encode()).fetchone() or ("",)
            assert value == (usual or value)
        assert lease.session.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
        assert lease.session.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
