"""`mxadmin work` brings texts to VPOP3's folder: also one that it finds when it starts after a kill -9."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from mxadmin.demo.importer import import_scripts
from rules.management.commands import work
from tests.waiting import settles_at, wait_until

PUBLISH = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from rules.services import publishing
from tests.scripts import ALLOW, revision, script_with
script = script_with(ALLOW)
it = revision(script, 1)
publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)
"""


@pytest.fixture
def environment(tmp_path):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
        "MXADMIN_SECRET_KEY": secrets.token_urlsafe(50),
        "MXADMIN_DATA_DIR": str(tmp_path),
        "MXADMIN_VPOP3_DIR": str(tmp_path / "vpop3"),
    }


@contextmanager
def working(environment):
    command = [sys.executable, "-m", "mxadmin", "work"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGKILL)


def until(tmp_path, wanted):
    """Wait for a delivery in that state: (state, whether something is wrong)."""
    asked = "SELECT state, problem <> '' FROM rules_delivery"
    with closing(sqlite3.connect(tmp_path / "mxadmin.sqlite3")) as database:
        settles_at([wanted], lambda: database.execute(asked).fetchall(), seconds=60)


def test_deliveries_go_on_after_the_worker_was_killed(environment, tmp_path):
    subprocess.run([sys.executable, "-c", PUBLISH], env=environment, check=True)
    with working(environment):
        until(tmp_path, ("pending", 1))
    (tmp_path / "vpop3").mkdir()
    with working(environment):
        until(tmp_path, ("waiting", 0))
        assert len(import_scripts(tmp_path / "vpop3")) == 1
        until(tmp_path, ("taken", 0))


def test_work_goes_on_when_its_own_database_was_away(postgres, tmp_path, environment, fresh_database):
    url = fresh_database()
    environment |= {"MXADMIN_DATABASE_URL": url}
    command = [sys.executable, "-m", "mxadmin"]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True, timeout=120)
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE '%%dbtaskresult%%'"

    def asks_for_work() -> bool:
        assert process.poll() is None
        with psycopg.connect(postgres.url(), autocommit=True) as owner:
            return bool(owner.execute(sessions, (url.rpartition("/")[2],)).fetchone()[0])

    postgres.stop()  # it is away when the command starts, then once more
    with subprocess.Popen([*command, "work"], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(2):
                said = next(line for line in process.stderr if "does not answer" in line)
                assert "WARNING" in said
                assert "It is tried again by itself" in said
                postgres.start()
                wait_until(asks_for_work, seconds=60)
                postgres.stop()
        finally:
            if not postgres.running:
                postgres.start()
            process.kill()
            process.stderr.close()


def test_an_outage_fills_no_log(caplog):
    outage, error = work.Outage(), OperationalError("database or disk is full")
    pauses = [outage.note(error) for _ in range(1000)]
    assert pauses[:5] == [0.5, 1, 2, 4, 5]
    assert set(pauses[5:]) == {5.0}
    assert len(caplog.records) == 10
    outage.is_over()
    outage.is_over()
    assert [record.message for record in caplog.records[10:]] == ["mxadmin's own database answers again."]


def test_a_mistake_of_ours_is_no_outage():
    with pytest.raises(ProgrammingError, match="ours"):
        work.Outage().note(ProgrammingError("ours"))
