"""Background workers as processes, over a PostgreSQL that they share: killed in the middle, nothing is lost."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import psycopg
import pytest

from tests.waiting import wait_until

BEGIN = """
import django; django.setup()
from django.contrib.auth.models import User
from rules.dryrun.run_inputs import BatchInputs
from rules.resolver.domain_list import read
from rules.models import NamedText, Script
from rules.services import batches
batches.start(
    script=Script.objects.create(name="mxserverrules.lua"),
    tried=NamedText(source=b"function CheckServer() for n = 1, 1e6 do end end", name="slow"), against=None,
    inputs=BatchInputs(size=1, dns="demo"),
    listed=read(" ".join(f"d{n}.example" for n in range(200))), actor=User.objects.create_user("ann"),
)
"""


@pytest.fixture
def shared(fresh_database, tmp_path):
    """The environment of several machines that share one database, with a batch of 200 waiting; and its URL."""
    url = fresh_database()
    (tmp_path / "test.zone").write_text("\n".join(f"d{n}.example. 300 IN A 192.0.2.1" for n in range(200)))
    environment = os.environ | {
        "MXADMIN_DATABASE_URL": url,
        "MXADMIN_ZONE_FILES": str(tmp_path / "test.zone"),
        "MXADMIN_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
    }
    for command in (["-m", "mxadmin", "migrate"], ["-c", BEGIN]):
        subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
    return environment, url


@pytest.fixture
def worker(shared):
    running = []

    def start():
        command = [sys.executable, "-m", "mxadmin", "work", "--parent", str(os.getpid())]
        running.append(subprocess.Popen(command, env=shared[0]))
        return running[-1]

    yield start
    for process in running:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def until(connection, sql):
    wait_until(lambda: connection.execute(sql).fetchone()[0], seconds=60, otherwise=f"not so: {sql}")


def test_workers_that_are_killed_in_the_middle_lose_nothing(shared, worker):
    with psycopg.connect(shared[1], autocommit=True) as connection:
        first, second = worker(), worker()
        until(connection, "SELECT count(*) > 0 FROM rules_batchitem WHERE taken_until > now() AND done_at IS NULL")
        for process in (first, second):
            process.send_signal(signal.SIGKILL)
            process.wait()
        done, taken = connection.execute(
            "SELECT count(done_at), count(taken_until) FILTER (WHERE done_at IS NULL) FROM rules_batchitem"
        ).fetchone()
        assert done < 200
        assert taken > 0, "they died with something in their hands"
        connection.execute("UPDATE rules_batchitem SET taken_until = now() WHERE done_at IS NULL")  # a minute later
        third = worker()
        until(connection, "SELECT finished_at IS NOT NULL FROM rules_batch")
        assert connection.execute("SELECT count(*) FROM rules_batchitem WHERE tried IS NULL").fetchone() == (0,)
        third.terminate()
        assert third.wait(60) == 0
