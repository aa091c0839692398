"""Delivery, until VPOP3 has loaded the text, into a folder that a stand-in for VPOP3 watches; and its failures."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from mxadmin.demo.importer import import_scripts
from rules.models import AuditEntry, Delivery
from rules.services import delivery as delivering
from rules.services import publishing, scripts
from rules.services.errors import Refused
from rules.services.install_folder import SCRIPT
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.VPOP3_DIR = tmp_path / "VPOP3"
    settings.VPOP3_DIR.mkdir()
    return settings.VPOP3_DIR


def publish(script, number):
    it = revision(script, number)
    return publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)


def deliver(*, later=timedelta(hours=1)):
    """Look as if `later` had passed since the last look."""
    Delivery.objects.filter(state__in=Delivery.OPEN).update(next_look=timezone.now() - later)
    delivering.deliver_due()
    return Delivery.objects.first()


def test_it_is_written_waits_and_is_loaded(folder):
    publish(script_with(ALLOW), 1)
    assert list(folder.iterdir()) == []
    delivery = deliver()
    assert delivery.state == "waiting"
    assert (folder / SCRIPT).read_bytes() == ALLOW
    assert deliver().state == "waiting"
    assert import_scripts(folder) == [ALLOW]
    delivery = deliver()
    assert delivery.state == "taken"
    assert delivery.written_at <= delivery.settled_at
    assert deliver() == delivery


def test_a_clock_that_was_put_back_delays_nothing(folder):
    publish(script_with(ALLOW), 1)
    assert deliver(later=-timedelta(days=1)).state == "waiting"


def test_only_what_is_due_is_looked_at(folder):
    publish(script_with(ALLOW), 1)
    delivering.deliver_due()
    (folder / SCRIPT).unlink()
    delivering.deliver_due()
    assert Delivery.objects.get().state == "waiting"


def test_without_a_folder_nothing_is_delivered(settings):
    settings.VPOP3_DIR = None
    script = script_with(ALLOW)
    publish(script, 1)
    assert deliver() is None
    with pytest.raises(Refused, match="MXADMIN_VPOP3_DIR is not set"):
        delivering.deliver_again(script=script, actor=None)


def test_a_script_by_another_name_is_not_put_where_vpop3_would_run_it(folder):
    publish(script_with(ALLOW, name="backup server.lua"), 1)
    assert deliver() is None


def test_the_script_that_vpop3_runs_is_delivered_whatever_it_is_called_here(folder):
    script = scripts.rename(script=script_with(ALLOW), name="main server.lua", actor=None)
    publish(script, 1)
    assert deliver().state == "waiting"
    assert (folder / SCRIPT).read_bytes() == ALLOW


def test_a_share_that_is_away_is_tried_again_until_it_comes_back(folder):
    folder.rmdir()
    publish(script_with(ALLOW), 1)
    first = deliver()
    assert (first.state, first.tries) == ("pending", 1)
    assert "is the share mounted?" in first.problem
    pauses = [_pause(deliver()) for _ in range(8)]
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert Delivery.objects.get().problem_since == first.problem_since
    folder.mkdir()
    delivery = deliver()
    assert (delivery.state, delivery.tries, delivery.problem) == ("waiting", 0, "")


def _pause(delivery):
    return round((delivery.next_look - timezone.now()).total_seconds())


def test_a_share_that_vanishes_while_vpop3_is_waited_for(folder):
    publish(script_with(ALLOW), 1)
    deliver()
    folder.rename(folder.with_name("unplugged"))
    delivery = deliver()
    assert delivery.state == "waiting"
    assert "is not there" in delivery.problem
    folder.with_name("unplugged").rename(folder)
    import_scripts(folder)
    delivery = deliver()
    assert (delivery.state, delivery.problem) == ("taken", "")


def test_a_share_that_vanishes_between_writing_and_renaming_is_tried_again(folder, monkeypatch):
    def vanish(*_):
        raise OSError(5, "Input/output error")

    publish(script_with(ALLOW), 1)
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", vanish)
        delivery = deliver()
    assert (delivery.state, delivery.problem) == ("pending", f"{folder} does not work: Input/output error.")
    assert list(folder.iterdir()) == []
    assert deliver().state == "waiting"


def test_a_waiting_delivery_moves_to_the_newly_configured_folder(folder, settings):
    publish(script_with(ALLOW), 1)
    deliver()
    settings.VPOP3_DIR = folder.with_name("moved")
    settings.VPOP3_DIR.mkdir()
    delivery = deliver()
    assert (delivery.state, delivery.folder) == ("waiting", str(settings.VPOP3_DIR))
    import_scripts(settings.VPOP3_DIR)
    assert deliver().state == "taken"


def test_a_later_text_takes_over_and_the_earlier_one_is_history(folder):
    script = script_with(ALLOW, REFUSE)
    publish(script, 1)
    deliver()
    publish(script, 2)
    deliver()
    assert import_scripts(folder) == [REFUSE]
    deliver()
    assert list(Delivery.objects.values_list("revision__number", "state")) == [(2, "taken"), (1, "superseded")]


@pytest.mark.parametrize(
    ("meddle", "said"),
    [
        (lambda file: file.unlink(), "The file is gone"),
        (lambda file: file.write_bytes(b"-- mine\n"), "Somebody put another text in its place"),
    ],
)
def test_a_file_that_somebody_replaced_is_named_and_can_be_delivered_again(folder, meddle, said):
    script = script_with(ALLOW)
    publish(script, 1)
    deliver()
    meddle(folder / SCRIPT)
    first = deliver()
    assert (first.state, _pause(first)) == ("waiting", 2)
    delivery = deliver()
    assert (delivery.state, delivery.problem_since) == ("lost", first.problem_since)
    assert said in delivery.problem
    delivering.deliver_again(script=script, actor=None, address="192.0.2.7")
    assert deliver().state == "waiting"
    assert (folder / SCRIPT).read_bytes() == ALLOW
    assert AuditEntry.objects.get(action="delivery_again").address == "192.0.2.7"


def test_one_look_that_met_vpop3_in_the_middle_of_renaming_loses_nothing(folder):
    publish(script_with(ALLOW), 1)
    deliver()
    away = (folder / SCRIPT).rename(folder.with_name("between two names"))
    assert deliver().state == "waiting"
    away.rename(folder / "mxserverrules.LUA.OLD")
    delivery = deliver()
    assert (delivery.state, delivery.problem) == ("taken", "")


def test_the_same_text_again_is_taken_over_only_when_vpop3_takes_it_once_more(folder):
    script = script_with(ALLOW)
    publish(script, 1)
    deliver()
    import_scripts(folder)
    assert deliver().state == "taken"
    delivering.deliver_again(script=script, actor=None)
    deliver()
    (folder / SCRIPT).unlink()
    deliver()
    assert deliver().state == "lost"
    delivering.deliver_again(script=script, actor=None)
    deliver()
    import_scripts(folder)
    assert deliver().state == "taken"


def test_while_one_process_writes_another_leaves_it_alone(folder, monkeypatch):
    publish(script_with(ALLOW), 1)
    rename, written = os.replace, []

    def slowly(*names):
        written.append(names)
        if len(written) == 1:
            delivering.deliver_due()
        rename(*names)

    monkeypatch.setattr(os, "replace", slowly)
    assert (deliver().state, len(written)) == ("waiting", 1)


def test_a_long_wait_is_looked_at_less_often(folder):
    publish(script_with(ALLOW), 1)
    deliver()
    pauses = []
    for waited in (1, 50, 3600):
        Delivery.objects.update(written_at=timezone.now() - timedelta(seconds=waited))
        pauses.append(_pause(deliver()))
    assert pauses == [2, 5, 60]


def test_a_process_that_died_in_the_middle_leaves_work_for_the_next(folder):
    publish(script_with(ALLOW), 1)
    delivery = Delivery.objects.get()
    assert delivering._claim(delivery)
    assert not delivering._claim(delivery)
    delivering.deliver_due()
    assert Delivery.objects.get().state == "pending"
    assert deliver(later=delivering.CLAIM).state == "waiting"


def test_a_write_that_hung_until_a_later_text_was_there_is_put_right(folder):
    script = script_with(ALLOW, REFUSE)
    publish(script, 1)
    slow = Delivery.objects.select_related("revision").get()
    publish(script, 2)
    deliver()
    assert import_scripts(folder) == [REFUSE]
    deliver()
    delivering._deliver(slow, folder)
    assert (folder / SCRIPT).read_bytes() == ALLOW
    deliver()
    assert (folder / SCRIPT).read_bytes() == REFUSE
    import_scripts(folder)
    assert deliver().state == "taken"
