"""Guards in the background: done at one go, begun again after a worker died, ended when they are cancelled."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from mxadmin.demo import seed
from rules.guard.settings import GuardSettings
from rules.models import Guard, NamedText
from rules.services import claims, guards
from rules.services.errors import Refused
from rules.services.guards import Wanted
from tests.scripts import make_live, script_with
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
TRIED = seed.source(3)
ENDLESS = b"function CheckServer()\n    while true do end\nend\n"


@pytest.fixture
def start(demo_queue, settings):
    settings.VPOP3_DATABASE_URL = demo_queue
    script = script_with(seed.source(1), seed.source(3))
    make_live(script, 1)
    owner = User.objects.create_user("ann")

    def begin(tried=TRIED, hours=6, **wanted):
        now = datetime.now(UTC)
        given = GuardSettings(**({"world_servers": 1} | wanted))
        text = NamedText(source=tried, name="Revision 2")
        since = now - timedelta(hours=hours)
        return guards.start(
            script=script,
            wanted=Wanted(tried=text, since=since, until=now, live_since=since, settings=given),
            actor=owner,
        )

    return begin


def work(found: Guard) -> Guard:
    guards.work_on.call(found.pk)
    return Guard.objects.get(pk=found.pk)


def test_the_result_has_its_sentence_and_is_there_at_once(start):
    done = work(start())
    assert done.over
    assert (done.problem, done.failure) == ("", "")
    assert done.result["sentence"]
    assert done.result["attempts"] > 0
    assert done.result["simulation"]["error"]["servers"] == 1
    assert guards.resume_abandoned() == 0


def test_a_text_that_does_not_load_has_no_result_and_says_why(start):
    done = work(start(b"function ("))
    assert done.result is None
    assert done.failure.startswith("The text does not load: line 1: ")


def test_a_worker_that_died_is_followed_by_another(start):
    found = start(world_servers=0)
    Guard.objects.update(worker="dead", taken_until=timezone.now() + timedelta(seconds=30))
    assert work(found).result is None, "the other worker may still be at it"
    Guard.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert guards.resume_abandoned() in {0, 1}  # the first task may still be waiting
    assert work(found).result is not None


def test_it_waits_for_a_database_that_is_away(start, settings):
    queue, settings.VPOP3_DATABASE_URL = settings.VPOP3_DATABASE_URL, "postgresql://nobody@127.0.0.1:1/vpop3"
    found = work(start(world_servers=0))
    assert (found.over, found.tries) == (False, 1)
    assert found.problem
    settings.VPOP3_DATABASE_URL = queue
    Guard.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    done = work(found)
    assert (done.result is not None, done.problem) == (True, "")


def test_a_database_that_stays_away_ends_it(start, settings, monkeypatch):
    monkeypatch.setattr(claims, "MOST_TRIES", 0)
    settings.VPOP3_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/vpop3"
    done = work(start())
    assert (done.over, done.result) == (True, None)
    assert done.failure


def test_cancelling_ends_the_work_that_runs(start):
    found = start(ENDLESS)

    def run() -> None:
        guards.work_on.call(found.pk)
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    wait_until(lambda: Guard.objects.get(pk=found.pk).worker != "")
    guards.cancel(found=found, actor=User.objects.get())
    worker.join(60)
    assert not worker.is_alive()
    done = Guard.objects.get(pk=found.pk)
    assert (done.cancelled_at is not None, done.finished_at, done.result) == (True, None, None)


def test_an_empty_range_is_refused(start):
    with pytest.raises(Refused, match="ends before it begins"):
        start(hours=0)
