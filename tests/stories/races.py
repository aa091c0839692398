"""Two people do something at the same moment, on PostgreSQL: run in a process whose settings name its database.

The second one starts while the first has changed the tables and not yet committed. A service that locks what it reads
makes the second wait, and then decide on what the first has left.
"""

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from rules.dryrun.run_inputs import BatchInputs, RunInputs
from rules.fuse.answer import AtEnd
from rules.fuse.counts import Tally
from rules.fuse.judge import Evidence, judge
from rules.models import AuditEntry, Delivery, Draft, Fuse, NamedText, Preset, Replay, SavedView, Script
from rules.models.roles import Role
from rules.models.script_name import ROUTING_SCRIPT
from rules.resolver.domain_list import read
from rules.scenarios.case import Case
from rules.scenarios.case_reader import read_case
from rules.services import (
    batches,
    delivery,
    drafts,
    dry_runs,
    fuses,
    people,
    publishing,
    pull_tokens,
    replays,
    revisions,
    saved_views,
    scenarios,
    scripts,
)
from rules.services.errors import Refused
from tests.people import person
from tests.scripts import ALLOW, REFUSE, script_with
from tests.waiting import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
BAD = judge(Evidence(tally=Tally(ruled=9, errors=9, error="broken")))


def tell() -> None:
    call_command("migrate", verbosity=0)
    races = {name: run for name, run in globals().items() if name.startswith("race_")}
    for name, run in races.items():
        try:
            run()
        except AssertionError:
            print(f"{name}: {inspect.trace()[-1].code_context}")
    print(len(races), "races ran")


def second_of(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Return what the second one gets: its result, or the sentence with which it was refused."""
    changed, commit = Event(), Event()

    def leading() -> None:
        try:
            with transaction.atomic():
                first()
                changed.set()
                commit.wait(60)
        finally:
            changed.set()
            connection.close()

    def following() -> object:
        try:
            return second()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ahead = pool.submit(leading)
        changed.wait(60)
        behind = pool.submit(following)
        wait_until(lambda: behind.done() or _somebody_waits(), seconds=60)
        commit.set()
        ahead.result()
        return behind.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def copy(script: Script) -> Script:
    """Read it as another request has."""
    return Script.objects.select_related("live").get(pk=script.pk)


def case(domain: str) -> Case:
    return read_case({"inputs": {"domain": domain}, "expect": {"kind": "fail"}})


def race_publish() -> None:
    script = script_with(ALLOW, REFUSE, name="publish.lua")
    older, newer = script.revisions.order_by("number")

    def publish(revision):
        sha256 = revision.sha256
        publishing.publish(script=copy(script), revision=revision, sha256=sha256, actor=None, replaces=None)

    assert "Meanwhile revision 1" in str(second_of(lambda: publish(older), lambda: publish(newer)))
    assert copy(script).live == older
    assert AuditEntry.objects.filter(action="revision_publish", script=script).count() == 1


def race_save() -> None:
    script = script_with(ALLOW, name="save.lua")

    def save(source):
        return revisions.save(script=copy(script), source=source, message="Why", actor=None, parent=1)

    assert "2" in str(second_of(lambda: save(REFUSE), lambda: save(b"-- mine\n")))
    assert [revision.number for revision in script.revisions.all()] == [2, 1]


def race_last_draft() -> None:
    script, anna = script_with(ALLOW, name="last draft.lua"), person(Role.EDITOR, "last draft")

    def keep(tab):
        drafts.keep(script=copy(script), user=anna, text=f"-- {tab}\n", parent=1, tab=tab)

    for number in range(drafts.MOST_DRAFTS - 1):
        keep(f"old {number}")
    assert f"{drafts.MOST_DRAFTS} drafts" in str(second_of(lambda: keep("a"), lambda: keep("b")))
    assert Draft.objects.filter(user=anna).count() == drafts.MOST_DRAFTS


def race_deliver() -> None:
    script = script_with(ALLOW)
    revision = script.revisions.get()
    publishing.publish(script=script, revision=revision, sha256=revision.sha256, actor=None)
    with TemporaryDirectory() as folder, override_settings(VPOP3_DIR=Path(folder)):
        again = lambda: delivery.deliver_again(script=copy(script), actor=None)  # noqa: E731
        second_of(again, again)
    assert Delivery.objects.filter(state__in=Delivery.OPEN).count() == 1


def _on_trial() -> tuple[Fuse, User]:
    """Return a fuse with two bad minutes, and a publisher."""
    script = Script.objects.filter(name=ROUTING_SCRIPT).first() or script_with(ALLOW)
    text = b"-- %d\n" % script.revisions.count() + REFUSE
    saved = revisions.save(
        script=script, source=text, message="Why", actor=None, parent=script.revisions.first().number
    ).revision
    wanted = fuses.Wanted(minutes=30, at_end=AtEnd.KEEP)
    if not copy(script).live:
        first = script.revisions.last()
        publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)
    with TemporaryDirectory() as folder, override_settings(VPOP3_DIR=Path(folder), VPOP3_DATABASE_URL="set"):
        publishing.publish(script=copy(script), revision=saved, sha256=saved.sha256, actor=None, fuse=wanted)
    fuse = Fuse.objects.get(state=Fuse.State.WAITING)
    fuse.delivery.settled_at = timezone.now()
    fuses.start(fuse, fuse.delivery)
    for _ in range(2):
        fuse.refresh_from_db()
        fuses.judged(fuse, BAD)
    return fuse, User.objects.filter(username="on trial").first() or person(Role.PUBLISHER, "on trial")


def _blow() -> object:
    return fuses.judged(Fuse.objects.get(state__in=Fuse.OPEN), BAD)


def race_keep_a_fuse_that_blows() -> None:
    fuse, anna = _on_trial()
    assert "ended already" in str(second_of(_blow, lambda: fuses.keep(fuse=fuse, actor=anna)))
    assert copy(fuse.script).live == fuse.former
    fuse, anna = _on_trial()
    assert second_of(lambda: fuses.keep(fuse=fuse, actor=anna), _blow) is None
    assert copy(fuse.script).live == fuse.revision


def race_minute_of_a_fuse() -> None:
    fuse, _ = _on_trial()
    assert second_of(_blow, _blow) is None
    fuse.refresh_from_db()
    assert (fuse.judged, fuse.state) == (3, Fuse.State.TAKEN_BACK)
    assert AuditEntry.objects.filter(action="fuse_take_back", revision=fuse.former).latest("pk").detail["n"] == 9


def race_publish_while_a_fuse_blows() -> None:
    fuse, anna = _on_trial()
    live = copy(fuse.script).live.number

    def roll_back():
        publishing.roll_back(script=fuse.script, to=fuse.former, replaces=live, reason="No.", actor=anna)

    assert f"Revision {fuse.former.number} is live already" in str(second_of(_blow, roll_back))
    fuse, anna = _on_trial()
    live = copy(fuse.script).live.number
    assert second_of(roll_back, _blow) is None
    fuse.refresh_from_db()
    assert (fuse.state, fuse.ended_why) == (Fuse.State.TAKEN_BACK, Fuse.Why.PERSON)
    assert copy(fuse.script).live == fuse.former


def race_token_of_an_archived_script() -> None:
    script = script_with(ALLOW, name="token of an archived script.lua")
    told = second_of(
        lambda: scripts.archive(script=copy(script), actor=None),
        lambda: pull_tokens.create(script=copy(script), name="task", expires_at=None, actor=None),
    )
    assert "archived" in str(told)
    assert not script.pull_tokens.exists()


def race_scenario_of_an_archived_script() -> None:
    script, other = script_with(ALLOW, name="scenario of an archived script.lua"), script_with(ALLOW, name="third.lua")
    kept = scenarios.keep(script=other, name="one", case=case("a.example"), actor=None)
    archive = lambda which: scripts.archive(script=copy(which), actor=None)  # noqa: E731
    told = second_of(
        lambda: archive(script),
        lambda: scenarios.keep(script=copy(script), name="one", case=case("a.example"), actor=None),
    )
    assert "archived" in str(told)
    assert "archived" in str(second_of(lambda: archive(other), lambda: scenarios.remove(scenario=kept, actor=None)))


def race_batch_of_an_archived_script() -> None:
    script, anna = script_with(ALLOW, name="archived batch.lua"), person(Role.EDITOR, "archived batch")
    tried = NamedText(source=ALLOW, name="revision 1")

    def start():
        seen = copy(script)
        listed = read("a.example")
        batches.start(script=seen, tried=tried, against=None, inputs=BatchInputs(), listed=listed, actor=anna)

    assert "archived" in str(second_of(lambda: scripts.archive(script=copy(script), actor=None), start))


def race_last_scenario() -> None:
    script = script_with(ALLOW, name="last scenario.lua")

    def keep(name):
        scenarios.keep(script=copy(script), name=name, case=case("a.example"), actor=None)

    for number in range(scenarios.MOST - 1):
        keep(f"old {number}")
    assert f"{scenarios.MOST} scenarios" in str(second_of(lambda: keep("a"), lambda: keep("b")))
    assert script.scenarios.count() == scenarios.MOST


def race_change_of_a_scenario() -> None:
    scenario = scenarios.keep(
        script=script_with(ALLOW, name="changed scenario.lua"), name="one", case=case("a.example"), actor=None
    )
    second_of(
        lambda: scenarios.change(scenario=scenario, case=case("first.example"), actor=None),
        lambda: scenarios.change(scenario=scenario, case=case("second.example"), actor=None),
    )
    entry = AuditEntry.objects.filter(action="scenario_change").latest("pk")
    assert entry.detail["before"]["definition"]["inputs"]["domain"] == "first.example"


def race_rename() -> None:
    script = script_with(ALLOW, name="one.lua")
    second_of(
        lambda: scripts.rename(script=copy(script), name="two.lua", actor=None),
        lambda: scripts.rename(script=copy(script), name="three.lua", actor=None),
    )
    assert copy(script).name == "three.lua"
    assert set(script.former_names.values_list("name", flat=True)) == {"one.lua", "two.lua"}


def race_archive() -> None:
    script = script_with(ALLOW, name="archive.lua")
    archive = lambda: scripts.archive(script=copy(script), actor=None)  # noqa: E731
    assert "archived" in str(second_of(archive, archive))
    bring_back = lambda: scripts.bring_back(script=copy(script), actor=None)  # noqa: E731
    assert "not archived" in str(second_of(bring_back, bring_back))


def race_role() -> None:
    anna = person(Role.VIEWER, "role")
    second_of(
        lambda: people.set_role(username="role", role=Role.EDITOR, actor=None),
        lambda: people.set_role(username="role", role=Role.PUBLISHER, actor=None),
    )
    assert list(anna.groups.values_list("name", flat=True)) == [Role.PUBLISHER.value]


def race_portions_of_a_batch() -> None:
    script, anna = script_with(ALLOW, name="portions of a batch.lua"), person(Role.EDITOR, "portions of a batch")
    listed = read(" ".join(f"d{number}.example" for number in range(batches.PORTION + 1)))
    tried = NamedText(source=ALLOW, name="revision 1")
    batch = batches.start(script=script, tried=tried, against=None, inputs=BatchInputs(), listed=listed, actor=anna)
    (taken,) = second_of(lambda: batches._take(batch), lambda: batches._take(batch))
    assert taken.domain == f"d{batches.PORTION}.example"


def _trial(script: Script, anna: User) -> Replay:
    return replays.start(
        script=script,
        wanted=replays.Wanted(
            tried=NamedText(source=ALLOW, name="revision 1"),
            since=datetime(2026, 3, 1, tzinfo=UTC),
            until=datetime(2026, 3, 8, tzinfo=UTC),
        ),
        actor=anna,
    )


def race_replay_of_an_archived_script() -> None:
    script, anna = script_with(ALLOW, name="archived trial.lua"), person(Role.EDITOR, "archived trial")
    told = second_of(lambda: scripts.archive(script=copy(script), actor=None), lambda: _trial(copy(script), anna))
    assert "archived" in str(told)


def race_workers_of_a_replay() -> None:
    anna = person(Role.EDITOR, "workers of a trial")
    replay = _trial(script_with(ALLOW, name="workers of a trial.lua"), anna)
    taken = second_of(
        lambda: replays._claims.take(replay.pk, "first"), lambda: replays._claims.take(replay.pk, "second")
    )
    assert taken is None
    assert Replay.objects.get(pk=replay.pk).worker == "first"


def race_cancel_of_a_replay() -> None:
    anna = person(Role.EDITOR, "cancelled trial")
    replay = _trial(script_with(ALLOW, name="cancelled trial.lua"), anna)
    cancel = lambda: replays.cancel(replay=replay, actor=anna)  # noqa: E731
    second_of(cancel, cancel)
    assert AuditEntry.objects.filter(action="replay_cancel").count() == 1


def race_last_view() -> None:
    anna: User = person(Role.VIEWER, "last view")
    save = lambda name: saved_views.save_view(user=anna, name=name, query="")  # noqa: E731
    for number in range(saved_views.MOST - 1):
        save(f"old {number}")
    assert str(saved_views.MOST) in str(second_of(lambda: save("a"), lambda: save("b")))
    assert SavedView.objects.filter(user=anna).count() == saved_views.MOST


def race_last_preset() -> None:
    anna: User = person(Role.VIEWER, "last preset")
    keep = lambda name: dry_runs.remember(user=anna, inputs=RunInputs(), name=name)  # noqa: E731
    for number in range(dry_runs.MOST_PRESETS - 1):
        keep(f"old {number}")
    assert str(dry_runs.MOST_PRESETS) in str(second_of(lambda: keep("a"), lambda: keep("b")))
    assert Preset.objects.filter(user=anna).count() == dry_runs.MOST_PRESETS
