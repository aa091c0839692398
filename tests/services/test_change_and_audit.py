"""A change and its audit entry are one transaction: both are stored, or neither is. Tested for every service."""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core import serializers
from django.db import DatabaseError, connection

from rules.dryrun.run_inputs import BatchInputs
from rules.fuse.answer import AtEnd
from rules.fuse.judge import unknown
from rules.models import AuditEntry, Fuse, NamedText, Script
from rules.models.roles import Role
from rules.resolver.domain_list import read
from rules.scenarios.case import Case
from rules.scenarios.case_reader import read_case
from rules.services import (
    alert_channels,
    audit,
    batches,
    delivery,
    fuses,
    going_live,
    guards,
    invitations,
    people,
    publishing,
    pull_tokens,
    replays,
    revisions,
    saved_views,
    scenarios,
    scripts,
    shadows,
    sign_ins,
    tunings,
)
from tests.people import person
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db

SERVICES: tuple[ModuleType, ...] = (
    alert_channels,
    batches,
    delivery,
    fuses,
    going_live,
    guards,
    invitations,
    people,
    pull_tokens,
    replays,
    revisions,
    saved_views,
    scenarios,
    scripts,
    shadows,
    tunings,
)
"""Every module of `rules/services` that writes audit entries."""


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    settings.VPOP3_DATABASE_URL = "postgresql://reader:secret@127.0.0.1:1/vpop3"


def case(domain: str = "example.com") -> Case:
    return read_case({"inputs": {"domain": domain}, "expect": {"kind": "fail"}})


def list_of_domains(script: Script, anna: User):
    tried = NamedText(source=ALLOW, name="revision 1")
    listed = read("a.example")
    return batches.start(script=script, tried=tried, against=None, inputs=BatchInputs(), listed=listed, actor=anna)


def published(script: Script) -> Script:
    newest = script.revisions.first()
    return publishing.publish(script=script, revision=newest, sha256=newest.sha256, actor=None)


Step = Callable[[], object]


def script_create(anna: User) -> Step:
    return lambda: scripts.create_script(name="other.lua", actor=anna)


def script_rename(anna: User) -> Step:
    script = script_with()
    return lambda: scripts.rename(script=script, name="other.lua", actor=anna)


def script_archive(anna: User) -> Step:
    script = script_with(name="other.lua")
    return lambda: scripts.archive(script=script, actor=anna)


def script_bring_back(anna: User) -> Step:
    script = scripts.archive(script=script_with(name="other.lua"), actor=anna)
    return lambda: scripts.bring_back(script=script, actor=anna)


def revision_save(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: revisions.save(script=script, source=REFUSE, message="Why", actor=anna, parent=1)


def revision_publish(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: published(script)


def revision_roll_back(anna: User) -> Step:
    script = published(script_with(ALLOW))
    first = script.live
    revisions.save(script=script, source=REFUSE, message="Why", actor=anna, parent=1)
    script = published(script)
    return lambda: publishing.roll_back(script=script, to=first, replaces=2, reason="Mail waits.", actor=anna)


def on_trial(script: Script) -> Fuse:
    """Publish another text with a fuse, which waits for VPOP3."""
    revisions.save(script=script, source=REFUSE, message="Why", actor=None, parent=1)
    newest, wanted = script.revisions.first(), fuses.Wanted(minutes=30, at_end=AtEnd.KEEP)
    publishing.publish(script=script, revision=newest, sha256=newest.sha256, actor=None, fuse=wanted)
    return Fuse.objects.get()


def fuse_keep(anna: User) -> Step:
    fuse = on_trial(published(script_with(ALLOW)))
    return lambda: fuses.keep(fuse=fuse, actor=anna)


def fuse_take_back(anna: User) -> Step:
    fuse = on_trial(published(script_with(ALLOW)))
    Fuse.objects.update(state=Fuse.State.RUNNING, judged=29, at_end=AtEnd.TAKE_BACK)
    fuse.refresh_from_db()
    return lambda: fuses.judged(fuse, unknown("The database is away."))


def delivery_again(anna: User) -> Step:
    script = published(script_with(ALLOW))
    return lambda: delivery.deliver_again(script=script, actor=anna)


def token_create(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: pull_tokens.create(script=script, name="task", expires_at=None, actor=anna)


def token_revoke(anna: User) -> Step:
    token, _ = pull_tokens.create(script=script_with(ALLOW), name="task", expires_at=None, actor=anna)
    return lambda: pull_tokens.revoke(token=token, actor=anna)


def scenario_keep(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: scenarios.keep(script=script, name="one", case=case(), actor=anna)


def scenario_change(anna: User) -> Step:
    scenario = scenarios.keep(script=script_with(ALLOW), name="one", case=case(), actor=anna)
    return lambda: scenarios.change(scenario=scenario, case=case("example.net"), actor=anna)


def scenario_import(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: scenarios.import_cases(script=script, cases={"one": case()}, actor=anna)


def scenario_remove(anna: User) -> Step:
    scenario = scenarios.keep(script=script_with(ALLOW), name="one", case=case(), actor=anna)
    return lambda: scenarios.remove(scenario=scenario, actor=anna)


def batch_start(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: list_of_domains(script, anna)


def batch_cancel(anna: User) -> Step:
    batch = list_of_domains(script_with(ALLOW), anna)
    return lambda: batches.cancel(batch=batch, actor=anna)


def trial_of_a_week(script: Script, anna: User):
    tried = NamedText(source=ALLOW, name="revision 1")
    until = datetime(2026, 3, 10, tzinfo=UTC)
    return replays.start(
        script=script,
        wanted=replays.Wanted(tried=tried, since=until - timedelta(days=7), until=until),
        actor=anna,
    )


def replay_start(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: trial_of_a_week(script, anna)


def replay_cancel(anna: User) -> Step:
    replay = trial_of_a_week(script_with(ALLOW), anna)
    return lambda: replays.cancel(replay=replay, actor=anna)


def tuning_of_a_week(script: Script, anna: User):
    text = NamedText(source=b"local few = 3", name="revision 1")
    until = datetime(2026, 3, 10, tzinfo=UTC)
    wanted = tunings.Wanted(text=text, parent=1, vary=["1:13"], since=until - timedelta(days=7), until=until)
    return tunings.start(script=script, wanted=wanted, actor=anna)


def tuning_start(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: tuning_of_a_week(script, anna)


def tuning_cancel(anna: User) -> Step:
    tuning = tuning_of_a_week(script_with(ALLOW), anna)
    return lambda: tunings.cancel(tuning=tuning, actor=anna)


def guard_of_a_week(script: Script, anna: User):
    tried = NamedText(source=ALLOW, name="revision 1")
    until = datetime(2026, 3, 10, tzinfo=UTC)
    wanted = guards.Wanted(tried=tried, since=until - timedelta(days=7), until=until)
    return guards.start(script=script, wanted=wanted, actor=anna)


def guard_start(anna: User) -> Step:
    script = script_with(ALLOW)
    return lambda: guard_of_a_week(script, anna)


def guard_cancel(anna: User) -> Step:
    found = guard_of_a_week(script_with(ALLOW), anna)
    return lambda: guards.cancel(found=found, actor=anna)


def view_save(anna: User) -> Step:
    return lambda: saved_views.save_view(user=anna, name="mine", query="outcome=transient")


def view_delete(anna: User) -> Step:
    view = saved_views.save_view(user=anna, name="mine", query="outcome=transient")
    return lambda: saved_views.delete_view(view=view, user=anna)


def user_create(anna: User) -> Step:
    return lambda: people.create_user(username="ben", password="correct horse 7", role=Role.VIEWER, actor=anna)


def user_role(anna: User) -> Step:
    person(Role.PUBLISHER, "zoe")
    return lambda: people.set_role(username="anna", role=Role.VIEWER, actor=anna)


def user_disable(anna: User) -> Step:
    person(Role.VIEWER, "ben")
    return lambda: people.disable(username="ben", actor=anna)


def user_enable(anna: User) -> Step:
    person(Role.VIEWER, "ben")
    people.disable(username="ben", actor=anna)
    return lambda: people.enable(username="ben", actor=anna)


def password_change(anna: User) -> Step:
    return lambda: people.change_password(account=anna, password="correct horse 7")


def invited(anna: User):
    return invitations.invite(person="Ben", role=Role.VIEWER, days=3, actor=anna)[0]


def invitation_create(anna: User) -> Step:
    return lambda: invited(anna)


def invitation_withdraw(anna: User) -> Step:
    invitation = invited(anna)
    return lambda: invitations.withdraw(invitation=invitation, actor=anna)


def invitation_accept(anna: User) -> Step:
    invitation = invited(anna)
    return lambda: invitations.accept(invitation=invitation, username="ben", password="correct horse 7")


def password_link(anna: User) -> Step:
    ben = person(Role.VIEWER, "ben")
    return lambda: invitations.offer_password(account=ben, actor=anna)


def second_factor_reset(anna: User) -> Step:
    ben = person(Role.VIEWER, "ben")
    Authenticator.objects.create(user=ben, type="totp", data={})
    return lambda: sign_ins.remove_second_factor(account=ben, actor=anna)


def shadow_of_a_day(anna: User):
    tried = NamedText(source=ALLOW, name="revision 1")
    return shadows.start(script=script_with(ALLOW), wanted=shadows.Wanted(tried=tried, days=1), actor=anna)


def shadow_start(anna: User) -> Step:
    script = script_with(ALLOW)
    wanted = shadows.Wanted(tried=NamedText(source=ALLOW, name="revision 1"), days=1)
    return lambda: shadows.start(script=script, wanted=wanted, actor=anna)


def shadow_end(anna: User) -> Step:
    shadow = shadow_of_a_day(anna)
    return lambda: shadows.end(shadow=shadow, actor=anna)


def added_channel(anna: User):
    wanted = alert_channels.Wanted(kind="email", name="Mine", address="anna@hartwell.example", events=["trial"])
    return alert_channels.add_channel(wanted=wanted, user=anna)


def alert_channel_create(anna: User) -> Step:
    return lambda: added_channel(anna)


def alert_channel_change(anna: User) -> Step:
    channel = added_channel(anna)
    return lambda: alert_channels.change_channel(channel=channel, name="Ours", events=[])


def alert_channel_delete(anna: User) -> Step:
    channel = added_channel(anna)
    return lambda: alert_channels.delete_channel(channel=channel)


def alert_test(anna: User) -> Step:
    channel = added_channel(anna)
    return lambda: alert_channels.send_test(channel=channel)


STEPS = (
    *(script_create, script_rename, script_archive, script_bring_back),
    *(revision_save, revision_publish, revision_roll_back, fuse_keep, fuse_take_back),
    *(delivery_again, token_create, token_revoke),
    *(scenario_keep, scenario_change, scenario_import, scenario_remove),
    *(batch_start, batch_cancel, replay_start, replay_cancel, tuning_start, tuning_cancel, guard_start, guard_cancel),
    *(view_save, view_delete, user_create, user_role, user_disable, user_enable, password_change),
    *(invitation_create, invitation_withdraw, invitation_accept, password_link, second_factor_reset),
    *(shadow_start, shadow_end, alert_channel_create, alert_channel_change, alert_channel_delete, alert_test),
)


def stored() -> dict[str, str]:
    """Every row that a service may change, by table."""
    tables = [User, Group, Authenticator, *apps.get_app_config("rules").get_models()]
    return {table.__name__: serializers.serialize("json", table.objects.order_by("pk")) for table in tables}


@pytest.fixture
def audit_is_full() -> Callable[[], None]:
    """Call it: from then on the database refuses every new audit entry, as it would on a full disk."""

    def refuse() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER audit_is_full BEFORE INSERT ON rules_auditentry "
                "BEGIN INSERT INTO no_room_for_an_audit_entry VALUES (1); END"  # an OperationalError, like a full disk
            )

    return refuse


@pytest.mark.parametrize("prepare", STEPS, ids=lambda step: step.__name__)
def test_a_change_adds_one_entry_that_names_the_person(prepare):
    step = prepare(person(Role.PUBLISHER, "anna"))
    before, entries = stored(), AuditEntry.objects.count()
    step()
    assert AuditEntry.objects.count() == entries + (2 if prepare is invitation_accept else 1)  # an account is created
    changed = {table for table, rows in stored().items() if rows != before[table]}
    assert changed > {"AuditEntry"}, "the entry tells of a change"
    names = {revision_publish: "command line", fuse_take_back: "fuse", invitation_accept: "ben"}
    assert AuditEntry.objects.latest("pk").actor_name == names.get(prepare, "anna")


@pytest.mark.parametrize("prepare", STEPS, ids=lambda step: step.__name__)
def test_without_its_entry_nothing_is_changed(prepare, audit_is_full):
    step = prepare(person(Role.PUBLISHER, "anna"))
    audit_is_full()
    before = stored()
    with pytest.raises(DatabaseError, match="no_room_for_an_audit_entry"):
        step()
    assert stored() == before


def test_the_list_above_has_every_service_that_writes_entries():
    """Each public function of a service whose module calls `audit.record` has a step, or is named here with why not."""
    folder = Path(audit.__file__).parent
    writers = {path.stem for path in folder.rglob("*.py") if "audit.record(" in path.read_text(encoding="utf-8")}
    writers -= {"sign_in_guard", "sign_ins"}  # they note what Axes and allauth have done: tests/views/test_sign_in.py
    assert writers == {module.__name__.rsplit(".", 1)[1] for module in SERVICES}


def test_every_action_that_a_service_records_was_seen():
    names = {
        word.split('"')[1]
        for module in (*SERVICES, publishing)
        for word in inspect.getsource(module).split("action")[1:]
        if word.startswith(('="', ' = "'))
    }
    assert names - {"script_bring_back"} <= {step.__name__ for step in STEPS}
