"""Kept scenarios as a person keeps, reads, accepts, changes and removes them, and as they stop a publishing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rules.models import AuditEntry, Scenario, ScenarioResult, Script
from rules.scenarios.case_reader import read_case
from rules.services import checks, revisions, scenario_results, scripts
from tests.views.conftest import ZONE

HOLDS = (
    b'function CheckServer(domain, server)\n  if server == "mx1.plain.example" then\n    return false, 10\n  end\nend\n'
)
FORM = {"name": "Plain goes to the second", "domain": "plain.example", "kind": "now"}


@pytest.fixture
def script(db):
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    first = revisions.save(script=script, source=HOLDS, message="First", actor=None, parent=None).revision
    Script.objects.filter(pk=script.pk).update(live=first)
    return Script.objects.get()


@pytest.fixture
def keep(script, editor):
    def post(**fields):
        return editor.post(reverse("scenario_new", args=[script.name]), FORM | fields)

    return post


@pytest.fixture
def at(script):
    """The address of a page about the only scenario."""
    return lambda page="scenario_view": reverse(page, args=[script.name, Scenario.objects.get().pk])


def test_without_any_the_page_says_what_they_are_for(script, editor):
    page = editor.get(reverse("scenario_list", args=[script.name])).content.decode()
    assert "No scenario is kept yet" in page


def test_a_run_is_kept_with_what_it_saw(keep, editor, at):
    response = keep()
    kept = read_case(Scenario.objects.get().definition)
    assert response.url == at()
    assert kept.expected.servers == ("mx2.plain.example",)
    assert {answer.rdtype for answer in kept.pins.dns} == {"MX", "A", "AAAA"}
    page = editor.get(at()).content.decode()
    assert "It comes out as expected, with what was pinned and with the world of today." in page
    assert "plain.example 300 MX 10 mx1.plain.example" in page


def test_a_link_fills_the_form_in(script, editor):
    page = editor.get(reverse("scenario_new", args=[script.name]), {"domain": "linked.example"}).content.decode()
    assert 'value="linked.example"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Give it a name that says what it guards."),
        ({"name": "x" * 121}, "At most 120 characters"),
        ({"domain": "a..b"}, "a..b"),
        ({"kind": "hold", "minutes": "soon"}, "Write a number of minutes, “none”, or nothing."),
        ({"kind": "hold", "servers": "mx.example"}, "Servers belong to the decision “send”."),
        ({"kind": "send", "minutes": "5"}, "Minutes belong to the decision “hold”."),
        ({"kind": "bounce"}, "is not in the list"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(keep, fields, sentence):
    response = keep(**fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert f'value="{(FORM | fields)["domain"]}"' in response.content.decode()
    assert not Scenario.objects.exists()


def test_a_name_is_given_once(keep):
    keep()
    response = keep()
    assert response.status_code == 422
    assert "There is a scenario “Plain goes to the second” already." in response.content.decode()


def test_a_run_that_was_kept_is_pinned_as_it_was_seen(script, editor, viewer, settings, tmp_path):
    typed = {"source": "function CheckServer() return false, 7 end", "domain": "plain.example", "retries": "3"}
    run = editor.post(reverse("dry_run", args=[script.name]), typed).context["result"].kept
    (tmp_path / "empty.zone").write_text("other.example. A 192.0.2.9")
    settings.ZONE_FILES = (tmp_path / "empty.zone",)
    address = reverse("scenario_keep", args=[run.key])
    assert "Held for 7 minutes" in editor.get(address).content.decode()
    assert editor.post(address, {"name": "", "kind": "now"}).status_code == 422
    assert editor.post(address, {"name": "Seven", "kind": "now"}).status_code == 302
    kept = read_case(Scenario.objects.get().definition)
    assert (kept.inputs.retries, kept.expected.sentence()) == (3, "“hold”, 7 minutes")
    assert {answer.name for answer in kept.pins.dns} == {"plain.example", "mx1.plain.example", "mx2.plain.example"}
    assert viewer.get(address).status_code == 403
    assert editor.get(reverse("scenario_keep", args=["none"])).status_code == 404


def test_a_run_is_kept_beside_its_result_under_a_name_that_is_proposed(script, editor):
    typed = {"source": "function CheckServer() return false, 7 end", "domain": "plain.example"}
    run = editor.post(reverse("dry_run", args=[script.name]), typed).context["result"].kept
    address, htmx = reverse("scenario_keep", args=[run.key]), {"HX-Request": "true"}
    form = editor.get(address, headers=htmx)
    assert "<html" not in form.text
    assert form.context["form"]["name"].value() == "plain.example is held for 7 minutes"
    wrong = editor.post(address, {"name": " ", "kind": "now"}, headers=htmx)
    assert (wrong.status_code, "Give it a name" in wrong.text) == (422, True)
    kept = editor.post(address, {"name": "Seven minutes", "kind": "now"}, headers=htmx)
    assert kept.status_code == 200
    assert reverse("scenario_view", args=[script.name, Scenario.objects.get(name="Seven minutes").pk]) in kept.text
    again = editor.post(address, {"name": "Seven minutes", "kind": "now"}, headers=htmx)
    assert (again.status_code, "There is a scenario" in again.text) == (422, True)


def test_the_drift_of_the_world_is_told_from_that_of_the_script(keep, editor, script, at, settings, tmp_path):
    keep()
    (tmp_path / "other.zone").write_text(ZONE.replace("MX 20", "MX 5"))
    (tmp_path / "gone.zone").write_text(ZONE.replace("plain.example.     MX 20 mx2.plain.example.", ""))
    settings.ZONE_FILES = (tmp_path / "gone.zone",)
    editor.post(at("scenario_try_one"))
    page = editor.get(at()).content.decode()
    assert "The script still decides as expected on what was pinned; DNS or the queue are other today." in page
    assert "Expected “send”, but “hold” (all_filtered)." in page
    settings.ZONE_FILES = (tmp_path / "plain.zone",)
    revisions.save(script=script, source=b"", message="Empty", actor=None, parent=1)
    scenario_results.try_revision.call(script.revisions.first().pk)
    listed = editor.get(reverse("scenario_list", args=[script.name])).content.decode()
    assert "It comes out otherwise than expected, with what was pinned and with the world of today." in listed


def test_the_list_of_revisions_says_how_each_came_out(keep, viewer, script):
    keep()
    revisions.save(script=script, source=b"-- nothing", message="Empty", actor=None, parent=1)
    scenario_results.try_revision.call(script.revisions.first().pk)
    page = viewer.get(reverse("revision_list", args=[script.name])).content.decode()
    assert "1 of 1 scenarios fail" in page
    assert "1 scenario passes" in page


def test_a_save_that_breaks_a_kept_one_says_so_beside_the_revision(
    keep, editor, script, django_capture_on_commit_callbacks
):
    keep()
    score = reverse("scenario_score", args=[script.name, 2])
    sent = {"source": "-- no rule\n", "message": "Without", "parent": "1"}
    save = reverse("revision_save", args=[script.name])
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(save, sent, headers={"Accept": "application/json"})
    saved = editor.post(save, sent | {"parent": "2"}, headers={"Accept": "application/json"}).json()
    assert "trying kept scenarios" in saved["parts"]
    assert f'hx-get="{score}"' in saved["parts"]
    second = script.revisions.get(number=2)
    scenario_results.try_scenario(Scenario.objects.get(), second, with_live=False)
    assert "1 of 1 scenarios fail" in editor.get(score).text
    assert "hx-get" in editor.get(score).text
    DBTaskResult.objects.all().delete()
    assert "1 of 1 scenarios fail" in editor.get(score).text
    assert "hx-get" not in editor.get(score).text
    assert "1 of 1 scenarios fail" in editor.get(reverse("script_edit", args=[script.name])).text
    visited = editor.get(score, headers={"Accept": "text/html"})
    assert visited["Location"] == reverse("scenario_list", args=[script.name]) + "?revision=2"


def test_todays_answer_is_accepted_as_it_was_shown(keep, editor, at, settings, tmp_path):
    keep()
    (tmp_path / "gone.zone").write_text(ZONE.replace("plain.example.     MX 20 mx2.plain.example.", ""))
    settings.ZONE_FILES = (tmp_path / "gone.zone",)
    page = editor.get(at("scenario_accept"))
    assert "“hold”, 10 minutes" in page.content.decode()
    changed = [answer.rdtype for answer, differs in page.context["pins_after"].dns if differs]
    assert changed == ["MX"]
    settings.ZONE_FILES = (tmp_path / "plain.zone",)  # the world moves on before the button is pressed
    assert editor.post(at("scenario_accept"), {"offer": page.context["offer"]}).url == at()
    assert read_case(Scenario.objects.get().definition).expected.hold_minutes == 10
    again = editor.post(at("scenario_accept"), {"offer": page.context["offer"]})
    assert again.url == at("scenario_accept"), "what was shown before the change is out of date"
    assert editor.post(at("scenario_accept"), {"offer": "forged"}).url == at("scenario_accept")


def test_it_is_renamed_and_expects_less(keep, editor, at):
    keep()
    assert editor.post(at(), {"name": "Sends", "kind": "send"}).url == at()
    kept = Scenario.objects.get()
    assert (kept.name, read_case(kept.definition).expected.sentence()) == ("Sends", "“send”")
    refused = editor.post(at(), {"name": "", "kind": "send"})
    assert refused.status_code == 422


def test_removed_it_is_still_in_the_audit(keep, editor, at):
    keep()
    address = at("scenario_remove")
    assert "Remove “Plain goes to the second”?" in editor.get(address).content.decode()
    editor.post(address)
    assert not Scenario.objects.exists()
    assert AuditEntry.objects.first().detail["before"]["name"] == "Plain goes to the second"


def test_all_are_tried_again_in_the_background(keep, editor, script, django_capture_on_commit_callbacks):
    keep()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("scenario_try", args=[script.name]))
    listed = editor.get(reverse("scenario_list", args=[script.name])).content.decode()
    assert "every 2s" in listed
    assert not ScenarioResult.objects.exists()


def test_a_failing_one_stops_publishing(keep, script):
    keep()
    subject = checks.Subject(script=script, source=b"", live=HOLDS)
    failed = next(check for check in checks.run(subject) if check.name == "scenarios")
    assert (failed.verdict, failed.sentence) == ("failed", "1 of 1 do not come out as expected.")
    passed = next(
        check
        for check in checks.run(checks.Subject(script=script, source=HOLDS, live=b""))
        if check.name == "scenarios"
    )
    assert passed.verdict == "passed"


def test_coverage_marks_what_none_reaches(keep, editor, script):
    keep()
    page = editor.get(reverse("scenario_coverage", args=[script.name])).content.decode()
    assert "100 % of the lines that can run were run" in " ".join(page.split())
    revisions.save(
        script=script, source=HOLDS + b"function Unused()\n  return 1\nend\n", message="More", actor=None, parent=1
    )
    scenario_results.try_revision.call(script.revisions.first().pk)
    page = editor.get(reverse("scenario_coverage", args=[script.name])).content.decode()
    assert '<li id="L7" class="missed"> <span class="count">never</span>' in " ".join(page.split())


def test_a_file_goes_out_and_comes_back(keep, editor, script):
    keep()
    file = editor.get(reverse("scenario_export", args=[script.name])).content
    Scenario.objects.all().delete()
    address = reverse("scenario_list", args=[script.name])
    assert editor.post(address, {"file": SimpleUploadedFile("s.yaml", file)}).status_code == 302
    assert Scenario.objects.get().name == "Plain goes to the second"
    bad = editor.post(address, {"file": SimpleUploadedFile("s.yaml", b"format: 9\nscenarios: []")})
    assert bad.status_code == 422
    assert "The file has format 9" in bad.content.decode()


def test_a_viewer_looks_and_changes_nothing(keep, viewer, at, script):
    keep()
    assert viewer.get(at()).status_code == 200
    for address in (at(), at("scenario_accept"), at("scenario_remove"), reverse("scenario_list", args=[script.name])):
        assert viewer.post(address, FORM).status_code == 403
    assert viewer.get(reverse("scenario_new", args=[script.name])).status_code == 403


def test_an_unknown_one_is_not_found(viewer, script):
    assert viewer.get(reverse("scenario_view", args=[script.name, 5])).status_code == 404


def test_those_of_an_archived_script_are_only_read_and_tried(script, keep, editor, at):
    keep()
    Script.objects.filter(pk=script.pk).update(archived_at=timezone.now())
    archived = "is archived, so it is only read: restore it first."
    offer = editor.get(at("scenario_accept")).context["offer"]
    for page, sent in (("scenario_accept", {"offer": offer}), ("scenario_remove", {})):
        assert archived in editor.post(at(page), sent, follow=True).text
    assert archived in keep(name="Another").text
    assert archived in editor.post(at(), {"name": "Other", "kind": "any"}, follow=True).text
    assert editor.post(at("scenario_try_one")).url == at()
    page = editor.get(at()).text
    assert "It comes out as expected" in page
    assert "Change it" not in page
    assert Scenario.objects.get().name == "Plain goes to the second"
