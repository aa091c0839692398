"""Trials on history: worked off in steps, resumed when a worker died, and never counted twice."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mxadmin.demo import seed
from rules import queries
from rules.models import LiveText, NamedText, Replay, ReplayPart
from rules.replay import row_file
from rules.replay.inputs import ReplayInputs
from rules.services import replays
from rules.services.errors import Refused
from rules.services.replays import Wanted
from rules.wiring import connections
from tests.scripts import script_with
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = seed.source(1), seed.source(3)
SLOW = b"""
function CheckServer(domain, server)
    local n = 0
    for i = 1, 20000 do n = n + i end
    if os.time() < 0 then return false, 10 end
end
"""


@pytest.fixture
def start(demo_queue, settings):
    settings.VPOP3_DATABASE_URL = demo_queue
    script = script_with(seed.source(1), seed.source(3))
    owner = User.objects.create_user("ann")

    def begin(tried=SECOND, against=FIRST, days=2, providers=("bigmail.example",), **options):
        now = datetime.now(UTC)
        return replays.start(
            script=script,
            wanted=Wanted(
                tried=NamedText(source=tried, name="Revision 2"),
                against=None if against is None else NamedText(source=against, name="Revision 1, live"),
                since=now - timedelta(days=days),
                until=now,
                inputs=ReplayInputs(providers=providers),
                **options,
            ),
            actor=owner,
        )

    return begin


def work(replay: Replay, portions: int = 100) -> Replay:
    for _ in range(portions):
        if Replay.objects.get(pk=replay.pk).over:
            break
        replays.work_on.call(replay.pk)
    return Replay.objects.get(pk=replay.pk)


def recorded(replay: Replay, url: str) -> int:
    with psycopg.connect(url) as queue:
        ((count,),) = queue.execute(
            "SELECT count(*) FROM outqueue.sendattempts"
            " WHERE starttime BETWEEN %s AND %s AND server LIKE '%%.bigmail.example'",
            [replay.since, replay.until],
        ).fetchall()
    return count


def test_every_attempt_of_the_time_is_replayed_once(start, demo_queue):
    replay = work(start())
    rows = list(queries.all_replay_rows(replay))
    assert len(rows) == replay.done == replay.result["attempts"] == recorded(replay, demo_queue) > 50
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    counted = Counter(row_file.kind(row) for row in rows)
    told = Counter({**replay.result["labels"]})
    assert counted == +told
    differing = sum(map(row_file.differs, rows))
    assert queries.replay_kinds(replay) == {**counted, row_file.DIFFERS: differing}


def test_it_ends_with_its_time_and_leaves_no_task(start):
    replay = work(start())
    assert (replay.finished_at is not None, replay.share, replay.checkpoint) == (True, 1, None)
    assert replays.resume_abandoned() == 0


def test_agreement_is_of_the_time_in_which_the_text_was_live(start):
    script = queries.script("mxserverrules.lua")
    first = script.revisions.get(number=1)
    since = datetime.now(UTC) - timedelta(days=1)
    replay = work(start(live_texts=[LiveText(revision=first.pk, since=since, until=None)]))
    agreement = replay.result["agreement"]
    later = [row for row in queries.all_replay_rows(replay) if row_file.start(row) >= since]
    assert agreement["checked"] == len(later) > 0
    assert agreement["share"] > 0.9, "the demo's history was sent under that rule"


def test_a_worker_whose_time_is_over_stores_nothing(start):
    replay = start()
    lost = replays._claims.take(replay.pk, "lost")
    Replay.objects.update(taken_until=timezone.now())
    done = work(replay)
    parts = ReplayPart.objects.count()
    assert replays._run(lost) is True
    assert Replay.objects.get().result == done.result
    assert ReplayPart.objects.count() == parts


def test_only_one_worker_has_it(start):
    replay = start()
    assert replays._claims.take(replay.pk, "first")
    assert replays._claims.take(replay.pk, "second") is None


def test_two_at_once_do_not_mix(start, demo_queue):
    both = [start(), start(days=4, against=None)]
    while not all(Replay.objects.get(pk=each.pk).over for each in both):
        for each in both:
            replays.work_on.call(each.pk)
    for each in both:
        each.refresh_from_db()
        assert each.done == recorded(each, demo_queue) == sum(1 for _ in queries.all_replay_rows(each))


def test_a_database_that_is_away_is_waited_for_and_the_replay_goes_on(start, settings, demo_queue):
    replay = start()
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/vpop3"
    replays.work_on.call(replay.pk)
    waiting = Replay.objects.get()
    assert not waiting.over
    assert waiting.problem
    assert replays.resume_abandoned() == 0, "it is not asked again at once"
    settings.VPOP3_DATABASE_URL = demo_queue
    Replay.objects.update(taken_until=timezone.now())  # a moment later
    DBTaskResult.objects.all().delete()
    assert replays.resume_abandoned() == 1
    found = work(replay)
    assert (found.problem, found.done) == ("", recorded(found, demo_queue))


def test_a_database_that_is_stopped_in_the_middle_loses_nothing(start, postgres, demo_queue):
    replay = start(tried=SLOW, against=None, days=4)
    working = threading.Thread(target=in_a_thread, args=(replay,))
    working.start()
    wait_until(lambda: Replay.objects.get().done > 0, seconds=60)
    before = Replay.objects.get().done
    postgres.restart()
    working.join(120)
    Replay.objects.update(taken_until=timezone.now())
    found = work(replay)
    assert found.done == recorded(found, demo_queue) >= before
    assert sum(1 for _ in queries.all_replay_rows(found)) == found.done


def in_a_thread(replay: Replay) -> None:
    try:
        replays.work_on.call(replay.pk)
    finally:
        connection.close()


def test_cancelled_in_the_middle_the_worker_stops_and_what_was_found_stays(start):
    replay = start(tried=SLOW, against=None, days=14)
    working = threading.Thread(target=in_a_thread, args=(replay,))
    working.start()
    wait_until(lambda: Replay.objects.get().done > 0, seconds=60)
    replays.cancel(replay=replay, actor=replay.owner)
    working.join(60)
    found = Replay.objects.get()
    assert (found.over, found.finished_at) == (True, None)
    assert 0 < found.share < 1
    assert sum(1 for _ in queries.all_replay_rows(found)) == found.done


def test_a_text_that_fails_is_a_result(start):
    replay = work(start(tried=b"function CheckServer() error('broken') end", against=None))
    assert replay.result["verdicts"]["error"] == replay.done > 0
    assert "broken" in replay.result["errors"][0]["message"]


@pytest.mark.parametrize("length", [timedelta(), timedelta(days=-1)])
def test_an_empty_time_is_refused(start, length):
    replay = start()
    with pytest.raises(Refused, match="ends before it begins"):
        replays.start(
            script=replay.script,
            wanted=Wanted(tried=NamedText(source=b"", name="draft"), since=replay.since, until=replay.since + length),
            actor=replay.owner,
        )


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(fresh_database, demo_queue, tmp_path):
    """A process of its own over a database that it shares, as in production."""
    url = fresh_database()
    environment = os.environ | {
        "MXADMIN_DATABASE_URL": url,
        "MXADMIN_VPOP3_DATABASE_URL": demo_queue,
        "MXADMIN_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
    }
    for command in (["-m", "mxadmin", "migrate"], ["-c", BEGIN.format(source=SLOW)]):
        subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
    running = [worker(environment)]
    try:
        with psycopg.connect(url, autocommit=True) as own:
            until(own, "SELECT count(*) > 0 FROM rules_replaypart")
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()
            assert own.execute("SELECT finished_at IS NULL AND done > 0 FROM rules_replay").fetchone()[0]
            own.execute("UPDATE rules_replay SET taken_until = now()")  # a minute later
            running.append(worker(environment))
            until(own, "SELECT finished_at IS NOT NULL FROM rules_replay")
            since, before, done = own.execute("SELECT since, until, done FROM rules_replay").fetchone()
            rows = [
                row for (packed,) in own.execute("SELECT rows FROM rules_replaypart") for row in row_file.unpack(packed)
            ]
        with psycopg.connect(demo_queue) as queue:
            asked = "SELECT count(*) FROM outqueue.sendattempts WHERE starttime BETWEEN %s AND %s"
            assert queue.execute(asked, [since, before]).fetchone() == (done,)
        assert len(rows) == done
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
        connections.vpop3().close()


BEGIN = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.contrib.auth.models import User
from rules.models import NamedText, Script
from rules.services import replays
now = datetime.now(UTC)
replays.start(
    script=Script.objects.create(name="mxserverrules.lua"),
    wanted=replays.Wanted(
        tried=NamedText(source={source!r}, name="slow"), since=now - timedelta(days=3), until=now
    ),
    actor=User.objects.create_user("ann"),
)
"""


def worker(environment):
    command = [sys.executable, "-m", "mxadmin", "work", "--parent", str(os.getpid())]
    return subprocess.Popen(command, env=environment)


def until(own, sql):
    wait_until(lambda: own.execute(sql).fetchone()[0], seconds=60, otherwise=f"not so: {sql}")
