"""Texts in the shadow: each new attempt is judged once, beside the text that was live, whatever happens meanwhile."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from mxadmin.demo import seed
from rules import queries
from rules.models import AlertEvent, AuditEntry, LiveText, NamedText, Replay
from rules.outqueue.setup_sql import read_only_role_sql
from rules.replay import row_file
from rules.replay.attempt import microseconds
from rules.services import replays, shadows
from rules.services.errors import Refused
from rules.services.shadow_runs import ShadowRuns
from rules.services.shadows import Wanted
from tests.scripts import ALLOW, REFUSE, make_live, script_with
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = """
CREATE SCHEMA outqueue;
CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)
"""
ADD = "INSERT INTO outqueue.sendattempts VALUES (%s, now() - %s * interval '1 second', %s)"
SINCE = timedelta(minutes=10)


@pytest.fixture
def queue(fresh_database, settings):
    with psycopg.connect(fresh_database(), autocommit=True) as owner:
        owner.execute(TABLE)
        settings.VPOP3_DATABASE_URL = reader_url(owner)
        yield owner


def reader_url(owner):
    name = owner.info.dbname
    owner.execute(read_only_role_sql(name, role=f"reader_{name}", password="secret").encode())
    return f"postgresql://reader_{name}:secret@{owner.info.host}:{owner.info.port}/{name}"


@pytest.fixture
def script(queue):
    script = script_with(ALLOW, REFUSE)
    make_live(script, 1)
    script.refresh_from_db()
    return script


def start(script, source=REFUSE, days=1, name="Revision 2"):
    actor = User.objects.filter(username="ann").first() or User.objects.create_user("ann")
    wanted = Wanted(tried=NamedText(source=source, name=name), days=days)
    shadow = shadows.start(script=script, wanted=wanted, actor=actor)
    Replay.objects.filter(pk=shadow.pk).update(since=shadow.since - SINCE)
    return shadow


def shadow_runs(*more):
    """Revision 1 was live before the attempts began; `more` were live later: pairs of a number and seconds ago."""
    now, script = timezone.now(), queries.routing_script()
    begins = [(1, now - timedelta(days=1)), *((number, now - timedelta(seconds=ago)) for number, ago in more)]
    ends = [since for _, since in begins[1:]] + [None]
    texts = [
        LiveText(revision=script.revisions.get(number=number).pk, since=since, until=until)
        for (number, since), until in zip(begins, ends, strict=True)
    ]
    return ShadowRuns(lambda *_: texts)


def look(*more):
    shadow_runs(*more).look()
    give_up()


def give_up():
    """As after a while in which its process did not go on with it."""
    Replay.objects.update(taken_until=None)


def starts(shadow):
    return sorted(row.at for row in queries.all_replay_rows(shadow))


def test_each_new_attempt_is_judged_beside_live(script, queue):
    shadow = start(script)
    for seconds, result in ((60, "451 later"), (50, "250 ok"), (40, "550 never"), (9_000, "451 before it began")):
        queue.execute(ADD, ("mx.example", seconds, result))
    look()
    shadow.refresh_from_db()
    assert (shadow.done, shadow.differing) == (3, 3)
    assert shadow.result["labels"]["useful"] == shadow.result["labels"]["harmful"] == 1
    assert shadow.result["against_result"]["verdicts"]["allowed"] == 3
    assert shadow.result["agreement"]["checked"] == 3
    assert queries.replay_kinds(shadow)["useful"] == 1


def test_differences_are_told_at_1_and_10_of_them(script, queue):
    shadow = start(script)
    for seconds in range(30, 21, -1):
        queue.execute(ADD, ("mx.example", seconds, "451 later"))
    look()
    queue.execute(ADD, ("mx.example", 20, "451 later"))
    look()
    told = [event.sentence for event in AlertEvent.objects.filter(kind="shadow").order_by("pk")]
    assert told == [
        f"Revision 2 in the shadow of mxserverrules.lua differs from live in {count} attempts." for count in (9, 10)
    ]
    assert AlertEvent.objects.first().path == f"/replays/{shadow.pk}/rows/?kind=differs"


def test_nothing_is_written_while_there_is_nothing_new(script, queue, django_assert_num_queries):
    shadow = start(script)
    queue.execute(ADD, ("mx.example", 60, "451 later"))
    runs = shadow_runs()
    runs.look()
    for run in runs._runs.values():
        run.rests_until = 0
    with django_assert_num_queries(1):
        runs.look()
    shadow.refresh_from_db()
    assert shadow.steps_stored == 1


def test_one_process_goes_on_where_another_ended(script, queue):
    shadow = start(script)
    for seconds in range(100, 0, -1):
        queue.execute(ADD, ("mx.example", seconds, "451 later"))
        if seconds % 20 == 0:
            look()
    look()
    shadow.refresh_from_db()
    assert shadow.done == len(starts(shadow)) == len(set(starts(shadow))) == 100
    assert shadow.parts_stored == 1, "rows are added to a part until it is full"


def test_of_two_processes_one_stores_a_step(script, queue):
    shadow = start(script)
    queue.execute(ADD, ("mx.example", 100, "451 later"))
    first, second = shadow_runs(), shadow_runs()
    first.look()
    second.look()
    assert not second._runs, "the first one has it"
    give_up()
    second.look()
    second_run = second._runs[shadow.pk]
    queue.execute(ADD, ("mx.example", 90, "451 later"))
    give_up()
    first._runs[shadow.pk].rests_until = 0
    first.look()
    second._work_on(second_run)  # it has not seen the first one's step
    shadow.refresh_from_db()
    assert shadow.done == len(starts(shadow)) == 2
    assert not second._runs, "it is read again"


def test_its_figures_are_those_of_a_replay_of_the_same_time(script, queue):
    shadow = start(script, source=seed.source(1))
    results = ("451 later", "451 later", "250 ok", "451 later", "550 never")
    for number in range(120):
        server = f"mx{number % 3}.example.com"
        queue.execute(ADD, (server, 590 - 4 * number, results[number * 7 % 5]))
        if number % 17 == 0:
            look()
    look()
    shadow.refresh_from_db()
    replay = replays.start(
        script=script,
        wanted=replays.Wanted(
            tried=NamedText(source=seed.source(1), name="Revision 2"),
            against=NamedText(source=ALLOW, name="Revision 1"),
            since=shadow.since,
            until=timezone.now(),
        ),
        actor=shadow.owner,
    )
    replays.work_on.call(replay.pk)
    replay.refresh_from_db()
    same = ("attempts", "labels", "verdicts", "harm_minutes", "precision", "recall", "price", "by_server", "episodes")
    assert {name: shadow.result[name] for name in same} == {name: replay.result[name] for name in same}
    assert shadow.result["labels"]["useful"] > 10
    assert shadow.differing == replay.parts.get().labels["differs"]


def test_live_is_the_text_that_was_live_at_the_attempt(script, queue):
    shadow = start(script)
    for seconds in (60, 1):
        queue.execute(ADD, ("mx.example", seconds, "451 later"))
    look((2, 30))
    verdicts = [row.against_verdict for row in queries.all_replay_rows(shadow)]
    assert verdicts == ["allowed", "turned_away"]
    shadow.refresh_from_db()
    assert shadow.differing == 1


def test_it_ends_by_itself_once_the_last_results_are_there(script, queue):
    shadow = start(script)
    Replay.objects.update(until=timezone.now() - timedelta(seconds=50))
    queue.execute(ADD, ("mx.example", 60, "451 later"))
    queue.execute(ADD, ("mx.example", 40, "451 after its end"))
    look()
    shadow.refresh_from_db()
    assert (shadow.done, shadow.finished_at) == (1, None)
    Replay.objects.update(since=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(hours=1))
    look()
    shadow.refresh_from_db()
    assert shadow.finished_at
    assert (shadow.share, shadow.checkpoint) == (1, None)


def test_ended_by_hand_it_keeps_its_figures(script, queue):
    shadow = start(script)
    queue.execute(ADD, ("mx.example", 60, "451 later"))
    runs = shadow_runs()
    runs.look()
    run = runs._runs[shadow.pk]
    shadows.end(shadow=shadow, actor=shadow.owner)
    queue.execute(ADD, ("mx.example", 50, "451 later"))
    runs._work_on(run)  # a worker that was in the middle of a step
    look()
    shadow.refresh_from_db()
    assert (shadow.done, shadow.over) == (1, True)
    assert shadow.result["window"]["until"] == shadow.until.isoformat()
    assert [each.action for each in AuditEntry.objects.filter(action__startswith="shadow")] == [
        "shadow_end",
        "shadow_start",
    ]
    shadows.end(shadow=shadow, actor=shadow.owner)
    assert AuditEntry.objects.filter(action="shadow_end").count() == 1


def test_a_database_that_is_away_leaves_no_gap(script, queue, settings):
    shadow = start(script)
    url, settings.VPOP3_DATABASE_URL = settings.VPOP3_DATABASE_URL, "postgresql://nobody@127.0.0.1:1/vpop3"
    look()
    shadow.refresh_from_db()
    assert "127.0.0.1" in shadow.problem
    for seconds in (60, 50):
        queue.execute(ADD, ("mx.example", seconds, "451 later"))
    settings.VPOP3_DATABASE_URL = url
    look()
    shadow.refresh_from_db()
    assert (shadow.problem, shadow.done) == ("", 2)


def test_a_text_that_fails_is_a_result(script, queue):
    shadow = start(script, source=b"function CheckServer() error('broken') end")
    queue.execute(ADD, ("mx.example", 60, "451 later"))
    look()
    shadow.refresh_from_db()
    assert shadow.result["verdicts"]["error"] == 1


def test_three_at_once_and_each_text_once(script):
    for number in range(3):
        start(script, source=ALLOW + b"-- %d" % number)
    with pytest.raises(Refused, match="3 texts run in the shadow already"):
        start(script)
    shadows.end(shadow=Replay.objects.first(), actor=Replay.objects.first().owner)
    with pytest.raises(Refused, match="runs in the shadow already"):
        start(script, source=ALLOW + b"-- 0")
    start(script)


def test_a_process_that_is_killed_leaves_no_gap_and_no_double(migrated_folder, queue, settings):
    folder = migrated_folder()
    environment = os.environ | {
        "MXADMIN_VPOP3_DATABASE_URL": settings.VPOP3_DATABASE_URL,
        "MXADMIN_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
    }
    subprocess.run([sys.executable, "-c", BEGIN], env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "mxadmin", "work", "--parent", str(os.getpid())]
    running = [subprocess.Popen(command, env=environment)]
    try:
        with closing(sqlite3.connect(folder / "mxadmin.sqlite3", isolation_level=None)) as own:
            added = 0
            while not _done(own):  # it is killed while rows come in
                queue.execute("INSERT INTO outqueue.sendattempts VALUES ('mx.example', now(), '451 later')")
                added += 1
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()
            assert 0 < _done(own) <= added
            own.execute("UPDATE rules_replay SET taken_until = NULL")  # some seconds later
            running.append(subprocess.Popen(command, env=environment))
            wait_until(lambda: _done(own) >= added, seconds=60)
            packed = own.execute("SELECT rows FROM rules_replaypart").fetchall()
        found = sorted(row.at for (rows,) in packed for row in row_file.unpack(rows))
        recorded = queue.execute("SELECT starttime FROM outqueue.sendattempts ORDER BY 1").fetchall()
        assert found == [microseconds(at) for (at,) in recorded]
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


def _done(own):
    return own.execute("SELECT done FROM rules_replay").fetchone()[0]


BEGIN = f"""
import django; django.setup()
from django.contrib.auth.models import User
from rules.models import NamedText, Script
from rules.services import shadows
shadows.start(
    script=Script.objects.create(name="mxserverrules.lua"),
    wanted=shadows.Wanted(tried=NamedText(source={REFUSE!r}, name="draft"), days=1),
    actor=User.objects.create_user("ann"),
)
"""
