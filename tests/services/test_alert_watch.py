"""What goes wrong while nobody looks is told once, and again when it is over."""

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from rules.alerts.events import NAMES, EventKind
from rules.models import AlertChannel, AlertEvent, AlertMessage, AlertWatch, Delivery, Scenario, ScenarioResult
from rules.models.roles import Role
from rules.outqueue.setup_sql import read_only_role_sql
from rules.services.alert_watch import AWAY_AFTER, Watches
from rules.wiring import connections
from tests.people import person
from tests.scripts import ALLOW, make_live, revision, script_with

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = """
CREATE SCHEMA outqueue;
CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)
"""
ADD = "INSERT INTO outqueue.sendattempts VALUES (%s, now() - %s * interval '1 minute', %s)"


@pytest.fixture(autouse=True)
def channel(db):
    return AlertChannel.objects.create(
        user=person(Role.VIEWER), kind="email", name="Post", address="a@b.example", hint="", events=list(NAMES)
    )


@pytest.fixture
def queue(fresh_database, settings):
    with psycopg.connect(fresh_database(), autocommit=True) as owner:
        owner.execute(TABLE)
        name = owner.info.dbname
        owner.execute(read_only_role_sql(name, role=f"reader_{name}", password="secret").encode())
        settings.VPOP3_DATABASE_URL = f"postgresql://reader_{name}:secret@{owner.info.host}:{owner.info.port}/{name}"
        yield owner
    connections.vpop3().close()


@pytest.fixture
def live(db):
    script = script_with(ALLOW)
    make_live(script)
    script.refresh_from_db()
    return script


class Clock:
    seconds = 0.0

    def __call__(self):
        return self.seconds


def look(watches=None):
    """Look, a while after the look before."""
    AlertWatch.objects.filter(name="turn").delete()
    (watches or Watches()).look()


def open_events():
    return list(AlertEvent.objects.filter(over_at=None))


def test_a_server_that_fails_is_told_once_and_when_it_has_recovered(queue):
    for minutes in (50, 30, 10):
        queue.execute(ADD, ("mx1.example.com", minutes, "421 later"))
    queue.execute(ADD, ("mx1.other.example", 50, "421 later"))
    look()
    (event,) = open_events()
    assert event.sentence == "mx1.example.com: all 3 attempts have failed for 40 minutes."
    assert event.path == "/attempts/servers/mx1.example.com/"
    assert timezone.now() - event.since > timedelta(minutes=49)
    queue.execute(ADD, ("mx1.example.com", 5, "421 later"))
    look()
    assert AlertEvent.objects.count() == 1
    queue.execute(ADD, ("mx1.example.com", 1, "250 ok"))
    look()
    event.refresh_from_db()
    assert event.over_sentence == "mx1.example.com has recovered."
    assert AlertMessage.objects.get().events.count() == 1


def test_a_database_that_is_away_is_told_after_a_while_and_when_it_is_back(queue, settings):
    clock = Clock()
    watches = Watches(clock)
    url, settings.VPOP3_DATABASE_URL = settings.VPOP3_DATABASE_URL, "postgresql://nobody@127.0.0.1:1/vpop3"
    look(watches)
    assert not open_events()
    clock.seconds = AWAY_AFTER
    look(watches)
    (event,) = open_events()
    assert event.sentence.startswith("VPOP3's database is away.")
    settings.VPOP3_DATABASE_URL = url
    look(watches)
    event.refresh_from_db()
    assert event.over_sentence == "VPOP3's database answers again."


def test_a_database_that_is_not_configured_is_no_event(settings):
    settings.VPOP3_DATABASE_URL = ""
    clock = Clock()
    watches = Watches(clock)
    look(watches)
    clock.seconds = 10 * AWAY_AFTER
    look(watches)
    assert not AlertEvent.objects.exists()


def deliver(script, state, **values):
    return Delivery.objects.create(
        script=script, revision=script.live, state=state, folder="/vpop3", next_look=timezone.now(), **values
    )


def test_a_delivery_that_is_stuck_or_lost_is_told(live, settings):
    settings.VPOP3_DATABASE_URL = ""
    long_ago = timezone.now() - timedelta(hours=2)
    delivery = deliver(live, "pending", problem="The share is not there.", problem_since=long_ago)
    look()
    (event,) = open_events()
    assert event.sentence == "The delivery of revision 1 of mxserverrules.lua is stuck. The share is not there."
    Delivery.objects.update(state="waiting", written_at=timezone.now(), problem="", problem_since=None)
    look()
    assert not open_events()
    Delivery.objects.filter(pk=delivery.pk).update(written_at=long_ago)
    look()
    assert "VPOP3 has not loaded it" in open_events()[0].sentence
    Delivery.objects.filter(pk=delivery.pk).update(state="taken", settled_at=timezone.now())
    look()
    assert not open_events()


def test_a_kept_scenario_that_fails_with_the_live_text_is_told(live, settings):
    settings.VPOP3_DATABASE_URL = ""
    scenario = Scenario.objects.create(script=live, name="To Ann", definition={})
    result = ScenarioResult.objects.create(
        scenario=scenario, revision=revision(live, 1), pinned={"passed": False}, tried_at=timezone.now()
    )
    look()
    (event,) = open_events()
    assert event.sentence == "The scenario To Ann fails with revision 1 of mxserverrules.lua, which is live."
    result.pinned = {"passed": True}
    result.save()
    look()
    assert not open_events()


def test_nothing_is_asked_that_nobody_has_chosen(queue, monkeypatch):
    AlertChannel.objects.update(events=[EventKind.FUSE])
    for minutes in (50, 30, 10):
        queue.execute(ADD, ("mx1.example.com", minutes, "421 later"))
    look()
    assert not AlertEvent.objects.exists()


def test_of_several_processes_one_looks(queue):
    for minutes in (50, 30, 10):
        queue.execute(ADD, ("mx1.example.com", minutes, "421 later"))
    first, second = Watches(), Watches()
    first.look()
    AlertEvent.objects.all().delete()
    second.look()
    assert not AlertEvent.objects.exists()
