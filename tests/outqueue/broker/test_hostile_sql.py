"""Attacks by SQL: after each the database is the same, nothing is held, and the next run finds a clean session."""

import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from mxadmin.demo.binaries import find
from rules.lua.sandbox import Sandbox
from rules.outqueue.broker.broker import Broker
from rules.outqueue.broker.limits import Bounds
from tests.outqueue.broker.sql_attacks import ATTACKS, VICTIMS
from tests.waiting import settles_at

LIMIT = 0.2
FOOTPRINT = Path("/tmp/mxadmin-was-here")

LEFT_BEHIND = b"""
    SELECT 'lock ' || locktype || coalesce(relation::regclass::text, '') FROM pg_locks l
    JOIN pg_stat_activity a USING (pid) WHERE a.application_name = 'mxadmin' AND a.datname = current_database()
    UNION ALL SELECT 'transaction ' || state FROM pg_stat_activity
    WHERE application_name = 'mxadmin' AND datname = current_database() AND state <> 'idle'
    UNION ALL SELECT 'prepared ' || gid FROM pg_prepared_xacts
"""
STATE = b"""
    SELECT name || '=' || setting FROM pg_settings WHERE name <> 'application_name' AND source = 'session'
    UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements
    UNION ALL SELECT 'listens ' || channel FROM pg_listening_channels() AS channel
    UNION ALL SELECT 'temporary ' || relname FROM pg_class WHERE relpersistence = 't'
    UNION ALL SELECT 'role ' || current_user WHERE current_user <> session_user
"""


def dump(url):
    return subprocess.run(
        [find("pg_dump"), "--restrict-key=x", url], capture_output=True, check=True, timeout=60
    ).stdout


@pytest.fixture
def target(make_vpop3):
    vpop3 = make_vpop3()
    vpop3.owner.execute(VICTIMS)
    return vpop3


def nothing_is_left_behind(owner) -> bool:
    """Wait until nothing is held: a query that was cancelled may take a moment to be gone."""
    return settles_at([], lambda: owner.execute(LEFT_BEHIND).fetchall(), seconds=10)


def reader(vpop3):
    return vpop3.reader_url()


def wide_reader(vpop3):
    """A role that reads everything, as an administrator in a hurry may have set it up."""
    url = vpop3.reader_url()
    vpop3.owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{vpop3.name}")
    return url


def writer(vpop3):
    return vpop3.writer_url()


def superuser(vpop3):
    return vpop3.url


@pytest.mark.parametrize("role", [reader, wide_reader, writer, superuser])
@pytest.mark.parametrize("snapshot", [False, True], ids=["one by one", "one snapshot"])
def test_nothing_is_changed_held_or_left_by_any_attack(target, connect, role, snapshot):
    url = role(target)
    with psycopg.connect(url, application_name="VPOP3 itself") as bystander:
        bystander.execute("SELECT 1")
        before = dump(target.url)
        database = connect(url)
        broker = Broker(database, Bounds(seconds=LIMIT))
        told = {}
        for name, text in ATTACKS.items():
            with broker.session(snapshot=snapshot) as query:
                started = time.monotonic()
                told[name] = query(text)
                assert time.monotonic() - started < LIMIT + 10, name
                after = query("SELECT count(*) FROM outqueue.sendattempts")
                assert [after.rows, after.error][role is superuser], name
            assert nothing_is_left_behind(target.owner), name
            with database.lease() as lease:
                assert lease.session.execute(STATE).fetchall() == [], name
        assert {name for name, answer in told.items() if not answer.error and answer.rows} == set()
        assert "hunter2" not in repr(told)
        assert bystander.execute("SELECT 'still here'").fetchone() == ("still here",)
        bystander.rollback()
        assert dump(target.url) == before
        assert not FOOTPRINT.exists()


@pytest.mark.parametrize("role", [reader, wide_reader, writer])
def test_all_attacks_in_one_run_leave_the_queue_readable_by_it(target, connect, role):
    broker = Broker(connect(role(target)), Bounds(seconds=LIMIT))
    with broker.session() as query:
        for text in ATTACKS.values():
            query(text)
        assert query("SELECT count(*) FROM outqueue.sendattempts").rows == (("10",),)


def test_writes_are_refused_even_where_only_the_transaction_prevents_them(target, connect):
    """The function is declared without effect, so the names say nothing: a lie of the database's owner."""
    target.owner.execute("ALTER FUNCTION public.bump() STABLE")
    answer = Broker(connect(writer(target))).query("SELECT public.bump()")
    assert answer.error
    assert target.owner.execute("SELECT is_called FROM public.numbers").fetchone() == (False,)
    assert nothing_is_left_behind(target.owner)


def test_a_superuser_is_told_why_and_where_the_proper_role_is(target, connect):
    answer = Broker(connect(target.url)).query("SELECT 1")
    assert "the role postgres has SUPERUSER" in answer.error
    assert "connection page" in answer.error


@pytest.mark.parametrize(
    "power", ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files", "pg_signal_backend"]
)
def test_a_role_that_reaches_beyond_the_database_is_not_used(target, connect, power):
    url = target.reader_url()
    target.owner.execute(f"GRANT {power} TO reader_{target.name}")
    assert f"membership in {power}" in Broker(connect(url)).query("SELECT 1").error


@pytest.mark.parametrize("role", [reader, writer])
def test_a_script_that_tries_them_all_is_told_of_each_and_changes_nothing(target, connect, role):
    """The same from the script's side: one session in the sandbox, each attack its own call."""
    script = b"""function hook(sql)
        local rows = VPOP3.PostgresQuery(sql)
        return rows and #rows
    end"""
    broker, before = Broker(connect(role(target)), Bounds(seconds=0.2)), dump(target.url)
    with Sandbox() as sandbox, broker.session() as query, sandbox.open(script, query=query) as session:
        for name, text in ATTACKS.items():
            call = session.call("hook", [text])
            assert (call.error, call.returned) in {(None, (None,)), (None, (0,))}, name
            assert call.queries[0].answer.error or call.returned == (0,), name
        count = "SELECT server FROM outqueue.sendattempts"
        assert session.call("hook", [count]).returned == (10,)
    assert dump(target.url) == before
    assert nothing_is_left_behind(target.owner)
