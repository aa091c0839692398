"""VPOP3's database away, frozen, restarting, full or refusing: a sentence in time, and recovery without help."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg import sql

from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.limits import Bounds
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from tests.waiting import settles_at, wait_until

ONE = sql.SQL("SELECT 1")
SLEEP = sql.SQL("SELECT pg_sleep(30)")
SLEEPING = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@contextmanager
def within(seconds):
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def trouble(database, query=ONE):
    with pytest.raises(Unavailable) as told:
        database.rows(query)
    assert "secret" not in str(told.value)
    assert str(told.value)[-1] in ".?"
    return told.value.trouble


def recovers(database):
    """Wait until it works again by itself, once its pause is over."""
    return wait_until(lambda: _answers(database)) == [(1,)]


def _answers(database):
    with suppress(Unavailable):
        return database.rows(ONE)


@contextmanager
def once_it_sleeps(server, harm):
    """Do the harm while the block's query runs. It looks from the beginning, as the query may not run for long."""

    def wait_and_harm():
        with other:
            wait_until(lambda: other.execute(SLEEPING).fetchone())
        harm()

    other = psycopg.connect(server.url(), autocommit=True)
    thread = threading.Thread(target=wait_and_harm)
    thread.start()
    yield
    thread.join()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Wait for a frozen server as usual, but five times shorter, in seconds."""
    monkeypatch.setattr("rules.outqueue.connection.database.GRACE_SECONDS", 0.2)
    monkeypatch.setattr("rules.outqueue.broker.transaction.OWN_SECONDS", 0.6)
    monkeypatch.setattr("rules.outqueue.broker.protocol.CANCEL_SECONDS", 0.1)
    monkeypatch.setattr("rules.outqueue.broker.protocol.GRACE_SECONDS", 0.1)


@pytest.fixture
def database(postgres, connect):
    return connect(postgres.url(), connect_timeout=2.0, statement_timeout=0.2, failure_pause=0.1)


def test_sessions_are_kept_and_read_only(database):
    pid = sql.SQL("SELECT pg_backend_pid()")
    assert database.rows(pid) == database.rows(pid)
    with pytest.raises(Unavailable, match="read-only transaction"):
        database.rows(sql.SQL("CREATE TABLE mine (a int)"))
    assert database.rows(sql.SQL("SHOW search_path")) == [("pg_catalog,public",)]
    assert database.rows(sql.SQL("SHOW statement_timeout")) == [("200ms",)]


def test_nothing_is_opened_before_it_is_needed(postgres):
    threads = threading.active_count()
    Vpop3Database(postgres.url())
    assert threading.active_count() == threads


def test_a_slow_query_is_stopped_by_the_server(database):
    with within(10):
        assert trouble(database, SLEEP) is Trouble.SLOW
    assert database.rows(ONE) == [(1,)]


def test_no_database_is_a_state_and_not_a_failure(connect):
    assert trouble(connect("")) is Trouble.NOT_CONFIGURED
    assert trouble(connect(None)) is Trouble.NOT_CONFIGURED


def test_a_wrong_password_is_named_as_such_at_once(postgres, connect):
    with within(10):
        assert trouble(connect(postgres.url(password="secret"))) is Trouble.REFUSED


@pytest.mark.parametrize(("database", "user"), [("nowhere", "postgres"), ("postgres", "nobody")])
def test_an_unknown_database_or_role_is_named_as_such(postgres, connect, database, user):
    assert trouble(connect(postgres.url(database, user, "secret"))) is Trouble.REFUSED


def test_a_closed_port_is_a_sentence_at_once(connect):
    with within(10):
        assert trouble(connect("postgresql://a:secret@127.0.0.1:1/vpop3")) is Trouble.UNREACHABLE


def test_a_name_that_does_not_exist_is_a_sentence(connect):
    with within(15):
        assert trouble(connect("postgresql://a:secret@vpop3.invalid/vpop3")) is Trouble.UNREACHABLE


def test_a_host_that_never_answers_costs_twenty_pages_one_wait(postgres, away, connect):
    postgres.pause()
    database = connect(postgres.url(), max_connections=4, connect_timeout=1.0, failure_pause=30.0)
    with within(4.5), ThreadPoolExecutor(20) as pages:
        assert set(pages.map(trouble, [database] * 20)) == {Trouble.UNREACHABLE}
    with within(0.9):  # it does not try again
        assert trouble(database) is Trouble.UNREACHABLE


def test_a_server_frozen_under_a_kept_session_is_hung_up(away, database):
    database.rows(ONE)
    away.pause()
    with within(15):
        assert trouble(database) is Trouble.UNREACHABLE
    with within(0.9):  # it does not try again
        assert trouble(database) is Trouble.UNREACHABLE
    away.resume()
    assert recovers(database)


def test_a_server_that_stops_in_the_middle_of_a_query_is_a_sentence(away, database):
    database.rows(ONE)
    with once_it_sleeps(away, away.stop), within(15):
        assert trouble(database, SLEEP) is Trouble.UNREACHABLE
    assert trouble(database) is Trouble.UNREACHABLE
    away.start()


def test_after_a_restart_nobody_notices(away, database):
    database.rows(ONE)
    away.restart()
    assert database.rows(ONE) == [(1,)]


def test_a_session_that_somebody_ended_is_replaced(away, database, connect):
    [(pid,)] = database.rows(sql.SQL("SELECT pg_backend_pid()"))
    connect(away.url()).rows(sql.SQL("SELECT pg_terminate_backend(%(pid)s)"), {"pid": pid})
    assert database.rows(ONE) == [(1,)]


def test_it_recovers_by_itself_once_the_pause_is_over(away, database):
    away.stop()
    assert trouble(database) is Trouble.UNREACHABLE
    away.start()
    assert recovers(database)


def test_a_server_out_of_connections_says_so(postgres, connect, make_vpop3):
    vpop3 = make_vpop3()
    vpop3.owner.execute(f"CREATE ROLE few_{vpop3.name} LOGIN PASSWORD 'secret' CONNECTION LIMIT 1")
    url = vpop3.url_as(f"few_{vpop3.name}")
    first, second = connect(url), connect(url, failure_pause=0.0)
    first.rows(ONE)
    assert trouble(second) is Trouble.BUSY
    first.close()
    assert recovers(second)


def test_more_pages_than_connections_take_turns(postgres, connect):
    database = connect(postgres.url(), max_connections=2)
    nap = sql.SQL("SELECT pg_backend_pid(), pg_sleep(0.02)")
    with ThreadPoolExecutor(10) as pages:
        pids = {rows[0][0] for rows in pages.map(database.rows, [nap] * 10)}
    assert len(pids) <= 2


def test_waiting_for_a_turn_ends_too(postgres, connect):
    database = connect(postgres.url(), max_connections=1, connect_timeout=0.2)
    with database.lease(), within(10):
        assert trouble(database) is Trouble.BUSY


def test_a_script_is_told_that_the_server_stopped_during_its_query(away, connect, make_vpop3):
    broker = Broker(connect(make_vpop3().reader_url(), failure_pause=0.1))
    with broker.session() as query:
        assert query("SELECT 1").error is None
        with once_it_sleeps(away, away.stop), within(15):
            assert "ended the connection while the query ran" in query("SELECT pg_sleep(30)").error
        assert "cannot be reached" in query("SELECT 1").error
        away.start()
        settles_at((("1",),), lambda: query("SELECT 1").rows)


def test_a_script_is_not_held_up_by_a_frozen_server(away, connect, make_vpop3):
    broker = Broker(connect(make_vpop3().reader_url(), failure_pause=0.1))
    with broker.session() as query:
        assert query("SELECT 1").error is None
        away.pause()
        with within(15):
            assert "stopped answering" in query("SELECT 1").error
        with within(1.5):  # it does not try again
            assert query("SELECT 1").error
        away.resume()
        settles_at((("1",),), lambda: query("SELECT 1").rows)


def test_a_server_that_freezes_in_the_middle_of_a_scripts_query_is_left(away, connect, make_vpop3):
    broker = Broker(connect(make_vpop3().reader_url()), Bounds(seconds=1.5))
    with broker.session() as query:
        query("SELECT 1")
        with once_it_sleeps(away, away.pause), within(15):
            assert "took longer than 1.5 s" in query("SELECT pg_sleep(30)").error


def test_a_run_after_a_restart_notices_nothing(away, connect, make_vpop3):
    broker = Broker(connect(make_vpop3().reader_url()))
    assert broker.query("SELECT 1").error is None
    away.restart()
    assert broker.query("SELECT 1").error is None
