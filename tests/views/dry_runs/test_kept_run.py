"""Dry runs that were kept: seen again, by those who may, and made again."""

import shlex
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from rules.dryrun import record
from rules.models import DryRun, Preset
from rules.models.roles import Role
from rules.presentation.command import command
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import ALLOW, REFUSE, script_with
from tests.views.dry_runs.test_dry_run import make_live

pytestmark = pytest.mark.django_db

URL = reverse("dry_run", args=["mxserverrules.lua"])


def kept(client, source=REFUSE, **inputs):
    result = client.post(URL, {"source": source.decode(), "domain": "plain.example"} | inputs).context["result"]
    return result, reverse("run_view", args=[result.kept.key])


def test_it_needs_a_sign_in():
    asks_to_sign_in(reverse("run_view", args=["x"]))


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), reverse("run_view", args=["x"]), "viewer")


def test_it_shows_what_was_seen_also_when_the_world_has_changed(editor, reading, settings, tmp_path):
    script_with(ALLOW)
    seen, url = kept(editor)
    (tmp_path / "empty.zone").write_text("other.example. A 192.0.2.9")
    settings.ZONE_FILES = (tmp_path / "empty.zone",)
    with reading():
        page = editor.get(url)
    again = page.context["result"]
    assert again.sentence == seen.sentence
    assert repr(again.events) == repr(seen.events)
    assert (again.ledger, again.ran) == (seen.ledger, seen.ran)
    assert seen.ran.startswith("unsaved text, SHA-256 ")
    assert seen.sentence in page.text


def test_a_run_of_a_live_revision_says_when_it_is_no_longer_live(editor):
    script_with(ALLOW, REFUSE)
    make_live(1)
    _, url = kept(editor, ALLOW)
    assert "was live then" not in editor.get(url).text
    make_live(2)
    assert "Revision 1 was live then. Revision 2 is live now." in editor.get(url).text


def test_the_text_that_ran_is_beside_it_with_what_ran(editor):
    script_with(ALLOW)
    source = "function GetCheckCache()\n  if false then\n    return false\n  end\n  return true\nend\n"
    _, url = kept(editor, source.encode())
    page = editor.get(url)
    text = " ".join(page.text.split())
    assert 'id="L5" class="ran' in text
    assert 'id="L3" class="not-ran' in text
    assert page.context["result"].coverage.lines == {1: 1, 2: 1, 5: 1}


def test_a_very_long_run_has_its_steps_on_several_pages(editor):
    script_with(ALLOW)
    seen, url = kept(editor)
    *steps, check, decision = seen.events
    DryRun.objects.update(trace=record.dump([*steps, *[check] * 400, decision]))
    page = editor.get(url)
    assert page.text.count('class="step-name"') == 200
    assert f'<a href="{url}?from=401#steps">401 to {len(steps) + 400}</a>' in page.text
    last = editor.get(url, {"from": "401"})
    assert [number for number, _ in last.context["result"].steps] == list(range(401, len(steps) + 401))
    assert last.context["result"].sentence == seen.sentence
    assert editor.get(url, {"from": "nothing"}).context["result"].first == 1


def test_a_saved_text_is_named_by_its_revision_and_is_for_every_viewer(editor, viewer):
    script_with(ALLOW, REFUSE)
    make_live(2)
    seen, url = kept(editor, REFUSE)
    assert seen.ran == "revision 2, which is live"
    assert DryRun.objects.get().text is None
    assert viewer.get(url).status_code == 200


def test_an_unsaved_text_is_not_for_viewers_but_for_other_editors(editor, viewer, browser_of):
    script_with(ALLOW)
    _, url = kept(editor, b"-- nobody saved this\n")
    assert viewer.get(url).status_code == 404
    other = browser_of(Role.PUBLISHER)
    assert other.get(url).status_code == 200


def test_a_key_that_leads_nowhere_shows_nothing(editor):
    page = editor.get(reverse("run_view", args=["nothing"]))
    assert page.status_code == 404
    assert "not kept any more" in page.text


def test_run_again_fills_in_text_and_inputs(editor, reading):
    script_with(ALLOW)
    seen, _ = kept(editor, b"-- again\n", retries="4", size="12MB", **{"assume-hook_error": "as_false"})
    with reading():
        page = editor.get(URL, {"run": seen.kept.key})
    form = page.context["form"]
    assert page.context["source"] == "-- again\n"
    assert [form[name].value() for name in ("retries", "size", "assume-hook_error")] == ["4", "12MB", "as_false"]


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"retries": "4", "size": "12 MB", "connection_name": "Night shift", "assume-hook_error": "as_false"},
        {"force": "mx1.plain.example SERVFAIL\nplain.example NULLMX"},
        {"dns": "live"},
        {"dns": "zone", "zone": "plain.example. MX 5 only.plain.example.\nonly.plain.example. A 192.0.2.5"},
    ],
)
@pytest.mark.parametrize("source", [ALLOW, b"function GetCheckCache() return false end\n"])
def test_the_command_gives_the_same(editor, inputs, source, capsys):
    script_with(ALLOW)
    seen, _ = kept(editor, source, **inputs)
    program, name, *arguments = shlex.split(seen.command)
    assert (program, name) == ("mxadmin", "dry-run")
    call_command("dry-run", *arguments)
    assert seen.sentence in capsys.readouterr().out


def test_a_key_and_a_name_that_begin_with_a_dash_are_no_options(editor, capsys):
    script_with(ALLOW)
    seen, _ = kept(editor, connection_name="-Main")
    DryRun.objects.update(key="-dash")
    call_command("dry-run", *shlex.split(command(DryRun.objects.get()))[2:])
    assert seen.sentence in capsys.readouterr().out


def test_old_runs_and_runs_beyond_the_limit_are_deleted(editor, settings):
    script_with(ALLOW)
    kept(editor)
    DryRun.objects.update(created_at=timezone.now() - timedelta(days=31))
    second, _ = kept(editor)
    assert [run.key for run in DryRun.objects.all()] == [second.kept.key]
    settings.KEEP_RUNS = 2
    third, _ = kept(editor)
    fourth, _ = kept(editor)
    assert [run.key for run in DryRun.objects.all()] == [fourth.kept.key, third.kept.key]


def test_a_result_that_is_not_kept_has_no_link(editor, settings):
    settings.KEEP_RUNS = 0
    script_with(ALLOW)
    page = editor.post(URL, {"source": "", "domain": "plain.example"})
    assert page.context["result"].kept is None
    assert "Permanent link" not in page.text


def test_the_last_inputs_are_remembered_for_each_person(editor, browser_of):
    script_with(ALLOW)
    kept(editor, retries="7")
    kept(editor, retries="8")
    assert Preset.objects.count() == 1
    page = editor.get(reverse("script_edit", args=["mxserverrules.lua"]))
    assert page.context["dry_run_form"]["retries"].value() == "8"
    other = browser_of(Role.VIEWER).get(reverse("script_edit", args=["mxserverrules.lua"]))
    assert other.context["dry_run_form"]["retries"].value() == 0


def test_the_run_outlives_the_account(editor):
    script_with(ALLOW)
    _, url = kept(editor, ALLOW)
    DryRun.objects.get().owner.delete()
    somebody = person(Role.VIEWER, "somebody")
    editor.force_login(somebody)
    assert "editor" in editor.get(url).text
