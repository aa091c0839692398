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


TAKES_WORK = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'RowShareLock'"
"""The lock of SELECT FOR UPDATE. In the tasks' table, only the worker asks for it."""


def test_work_goes_on_when_its_own_database_was_away(postgres, environment, fresh_database):
    url = fresh_database()
    environment |= {"MXADMIN_DATABASE_URL": url}
    command = [sys.executable, "-m", "mxadmin"]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True, timeout=120)

    def takes_work() -> None:
        """Wait until it asks for work: it is kept in its query for as long as the table is locked."""
        with psycopg.connect(postgres.url(url.rpartition("/")[2])) as locking:
            locking.execute("LOCK TABLE django_tasks_database_dbtaskresult IN ACCESS EXCLUSIVE MODE")
            wait_until(lambda: locking.execute(TAKES_WORK).fetchone()[0], seconds=60)
        assert process.poll() is None

    postgres.stop()  # it is away when the command starts, then once more
    with subprocess.Popen([*command, "work"], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert_tried_again(process.stderr)
            postgres.start()
            assert any("answers again" in line for line in process.stderr)
            takes_work()
            postgres.stop()
            assert_tried_again(process.stderr)
            postgres.start()
            takes_work()
        finally:
            if not postgres.running:
                postgres.start()
            process.kill()
            process.stderr.close()


def assert_tried_again(said):
    line = next(line for line in said if "does not answer" in line)
    assert "WARNING" in line
    assert "It is tried again by itself" in line


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
