"""Batches: worked off by real workers, cancelled, and taken up again when a worker died."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from rules.dryrun.run_inputs import BatchInputs
from rules.models import AuditEntry, BatchItem, NamedText
from rules.resolver.domain_list import read
from rules.services import batches, scripts
from rules.services.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = "\n".join(f"d{n}.example. 300 IN MX 10 mx{n % 3}.example." for n in range(100)) + "".join(
    f"\nmx{n}.example. 300 IN A 192.0.2.{n}" for n in range(3)
)
HOLDS = b'function CheckServer(domain, server) if server == "mx1.example" then return false, 10 end end'
INPUTS = BatchInputs(size=1, dns="demo")


@pytest.fixture
def work(settings, tmp_path):
    """Do all background work that is waiting, in this process."""
    (tmp_path / "test.zone").write_text(ZONE)
    settings.ZONE_FILES = (tmp_path / "test.zone",)
    settings.VPOP3_DATABASE_URL = ""

    def until_idle(tasks=None):
        Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=tasks,
            worker_id="test",
            excluded_queue_names=[],
        ).run()

    return until_idle


@pytest.fixture
def start(work):
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    owner = User.objects.create_user("ann")

    def begin(domains, tried=HOLDS, against=b""):
        return batches.start(
            script=script,
            tried=NamedText(source=tried, name="revision 2"),
            against=None if against is None else NamedText(source=against, name="revision 1, live"),
            inputs=INPUTS,
            listed=read(domains),
            actor=owner,
        )

    return begin


def test_every_destination_is_decided_by_both_texts(start, work):
    batch = start("d0.example d1.example ann@D1.example, d4.example\nnowhere.example")
    work()
    batch.refresh_from_db()
    assert batch.finished_at
    decided = {item.domain: (item.against["kind"], item.tried["kind"], item.times) for item in batch.items.all()}
    assert decided == {
        "d0.example": ("send", "send", 1),
        "d1.example": ("send", "hold", 2),
        "d4.example": ("send", "hold", 1),
        "nowhere.example": ("fail", "fail", 1),
    }
    changed = batch.items.get(domain="d1.example")
    assert changed.change == "Held for 10 minutes instead of sent to mx1.example."
    assert batch.items.get(domain="d0.example").change == ""


def test_one_text_alone(start, work):
    batch = start("d1.example", against=None)
    work()
    item = batch.items.get()
    assert (item.tried["kind"], item.against, item.change) == ("hold", None, "")


def test_cancelled_it_does_no_more(start, work):
    batch = start(" ".join(f"d{n}.example" for n in range(100)))
    work(tasks=1)
    done = batch.items.exclude(done_at=None).count()
    assert 0 < done < 100
    batches.cancel(batch=batch, actor=batch.owner)
    work()
    assert batch.items.exclude(done_at=None).count() == done
    assert AuditEntry.objects.first().action == "batch_cancel"


def test_the_work_of_a_dead_worker_is_done_by_another(start, work):
    batch = start(" ".join(f"d{n}.example" for n in range(60)))
    DBTaskResult.objects.all().delete()  # as if they had been running, and died
    BatchItem.objects.filter(position__lte=40).update(taken_until=timezone.now() + timedelta(seconds=30))
    assert batches.resume_abandoned() == 0, "its worker may still be at it"
    BatchItem.objects.filter(position__lte=40).update(taken_until=timezone.now() - timedelta(seconds=1))
    assert batches.resume_abandoned() == 1
    assert batches.resume_abandoned() == 0, "one is enough"
    work()
    batch.refresh_from_db()
    assert batch.finished_at
    assert not batch.items.filter(done_at=None).exists()


def test_a_failure_of_ours_is_one_destinations_problem(start, work, monkeypatch, caplog):
    def broken(*arguments):
        raise OSError("disk")

    monkeypatch.setattr("rules.services.batch_runs.compare", broken)
    batch = start("d1.example")
    work()
    batch.refresh_from_db()
    assert batch.finished_at
    assert batch.items.get().problem == "mxadmin failed at this destination; its log says why."
    assert "OSError: disk" in caplog.text


@pytest.mark.parametrize(
    ("domains", "sentence"),
    [
        ("# nothing\n", "The list names no destination that could be tried."),
        ("..\n", "The list names no destination that could be tried."),
        (" ".join(f"d{n}.example" for n in range(5001)), "The list names 5,001 destinations; at most 5,000"),
    ],
)
def test_a_list_that_cannot_be_tried_is_refused(start, domains, sentence):
    with pytest.raises(Refused, match=sentence):
        start(domains)


def test_each_bad_line_is_remembered(start):
    batch = start("good.example\nbad domain..example\n" + "x" * 300)
    told = [(each["line"], each["text"]) for each in batch.unread]
    assert told == [(2, "bad"), (2, "domain..example"), (3, "x" * 80)]
    assert all(each["problem"].endswith(".") for each in batch.unread)


@pytest.mark.parametrize(("against", "decided"), [(None, None), (HOLDS, "hold")])
def test_a_text_beside_nothing_or_beside_itself_is_run_once(start, work, against, decided):
    batch = start("d1.example", against=against)
    work()
    item = batch.items.get()
    assert item.tried["kind"] == "hold"
    assert (item.against and item.against["kind"]) == decided
    assert item.change == ""
    assert item.done_at
