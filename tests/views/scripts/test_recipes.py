"""Recipes in the browser: the list, the form with its preview, the trial, and the insertion into the draft."""

import pytest
from django.urls import reverse

from rules import queries
from rules.models import AuditEntry, Draft, Scenario
from rules.models.roles import Role
from rules.recipes.cookbook import RECIPES
from rules.services import drafts
from rules.services.scenario_results import try_scenario
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import BROKEN, script_with

pytestmark = pytest.mark.django_db

SCRIPT = queries.ROUTING_SCRIPT
LIST = reverse("recipe_list", args=[SCRIPT])
HELD = b"function CheckServer(domain, mxserver)\r\n    return false, 7\r\nend\r\n"


def page_of(slug):
    return reverse("recipe_view", args=[SCRIPT, slug])


DEAD = page_of("dead-server")
VALUES = {"attempts": "3", "minutes": "60", "hold": "30", "keep_test": "on"}


@pytest.mark.parametrize("url", [LIST, DEAD])
def test_it_needs_an_editor(url, viewer):
    asks_to_sign_in(url)
    names_the_role(viewer, url, "editor")


def test_all_are_listed_and_lead_to_their_pages(editor, reading):
    with reading():
        page = editor.get(LIST)
    for slug, recipe in RECIPES.items():
        assert f'href="{page_of(slug)}"' in page.text
        assert recipe.title.replace("'", "&#x27;") in page.text
    assert editor.get(page_of("nothing")).status_code == 404


@pytest.mark.parametrize("slug", RECIPES)
def test_a_page_shows_the_usual_values_and_what_they_do(slug, editor, reading):
    with reading():
        page = editor.get(page_of(slug))
    assert page.status_code == 200
    shown = page.context["preview"]
    assert shown.test.problems == ()
    assert all(line.change in {"added", "gap"} for line in shown.changes)
    assert page.context["form"]["keep_test"].value()


def test_wrong_values_are_told_beside_their_fields_and_kept(editor):
    page = editor.post(DEAD, VALUES | {"attempts": "none", "hold": "99999", "do": "insert"})
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "attempts": ["Enter a whole number from 1 to 1,000."],
        "hold": ["99,999 is out of bounds: enter 1 to 1,440."],
    }
    assert 'value="none"' in page.text
    assert not Draft.objects.exists()


def test_values_that_do_not_go_together_are_told_at_one_of_them(editor):
    page = editor.post(page_of("large-mail"), {"megabytes": "5", "opens": "18", "closes": "8", "days": "workdays"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"closes": ["The office closes after it opens: enter a later hour."]}


def test_the_preview_alone_is_sent_to_htmx_with_the_problems_of_each_field(editor):
    part = editor.post(DEAD, VALUES | {"minutes": "1"}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "<html" not in part.text
    assert '<div id="id_minutes_problem" hx-swap-oob="true"><ul class="errorlist"' in part.text
    assert '<div id="id_hold_problem" hx-swap-oob="true"></div>' in part.text


def test_a_preview_writes_nothing(editor, reading):
    script_with(HELD)
    with reading():
        page = editor.post(DEAD, VALUES | {"do": "preview"})
    assert page.status_code == 200
    assert any("minutes_for_dead_server(mxserver)" in line.text for line in page.context["preview"].changes)


def test_inserting_makes_a_draft_and_keeps_the_test(editor):
    script = script_with(HELD)
    page = editor.post(DEAD, VALUES | {"do": "insert"}, follow=True)
    draft = Draft.objects.get()
    assert page.redirect_chain[-1][0].startswith(f"{reverse('script_edit', args=[SCRIPT])}?draft={draft.version}")
    text = bytes(draft.text).decode()
    assert text.startswith("-- Recipe: Skip a server that has been dead for an hour.\n")
    assert "\r" not in text
    assert text.endswith("    end\n    return false, 7\nend\n")
    assert draft.started_from.number == 1
    kept = Scenario.objects.get()
    assert kept.name == "Mail for a dead server waits where there is no other"
    assert page.context["save_form"]["message"].value() == "Add a recipe: Skip a server that has been dead for an hour"
    assert AuditEntry.objects.filter(action="scenario_keep").count() == 1
    assert script.revisions.count() == 1


def test_the_kept_test_passes_once_the_draft_is_saved_and_fails_before(editor):
    script = script_with(b"-- nothing yet\n")
    editor.post(DEAD, VALUES | {"do": "insert"})
    draft = Draft.objects.get()
    sent = {"source": bytes(draft.text).decode(), "parent": 1, "message": "Recipe", "draft": draft.version}
    editor.post(reverse("revision_save", args=[SCRIPT]), sent)
    before, after = script.revisions.get(number=1), script.revisions.get(number=2)
    kept = Scenario.objects.get()
    assert not try_scenario(kept, before, with_live=False).pinned["passed"]
    assert try_scenario(kept, after, with_live=False).pinned["passed"]


def test_the_next_recipe_goes_into_the_draft_of_the_first(editor):
    for slug in ("misspelt-domains", "dead-server", "misspelt-domains"):
        form = editor.get(page_of(slug)).context["form"]
        editor.post(page_of(slug), dict(form.data) | {"do": "insert"})
    text = bytes(Draft.objects.get().text).decode()
    assert text.count("-- Recipe: ") == 3
    assert text.count("function GetOverrides(") == text.count("function CheckServer(") == 1
    assert [scenario.name for scenario in Scenario.objects.order_by("pk")] == [
        "A misspelt domain fails at once",
        "Mail for a dead server waits where there is no other",
        "A misspelt domain fails at once (2)",
    ]
    assert "in your text already" in editor.get(page_of("misspelt-domains")).text


def test_without_the_mark_the_test_is_not_kept(editor):
    editor.post(DEAD, {name: value for name, value in VALUES.items() if name != "keep_test"} | {"do": "insert"})
    assert Draft.objects.exists()
    assert not Scenario.objects.exists()


def test_a_test_that_the_draft_does_not_pass_is_not_kept(editor):
    script_with(b"function GetOverrides()\n    return {}, false\nend\n")
    page = editor.post(DEAD, VALUES | {"do": "insert"}, follow=True)
    assert Draft.objects.exists()
    assert not Scenario.objects.exists()
    assert "Its test was not kept, because your draft does not pass it." in page.text


def test_a_script_with_a_syntax_error_is_refused_in_a_sentence(editor):
    script_with(BROKEN)
    page = editor.post(DEAD, VALUES | {"do": "insert"})
    assert page.status_code == 422
    assert "The script has an error in line 2" in page.text
    assert "Correct it first." in page.text
    assert not Draft.objects.exists()


def test_an_archived_script_takes_none(editor):
    script = script_with(HELD)
    script.archived_at = script.created_at
    script.save()
    page = editor.post(DEAD, VALUES | {"do": "insert"})
    assert page.status_code == 422
    assert not Draft.objects.exists()


def test_another_persons_draft_is_left_alone(editor):
    script = script_with(HELD)
    other = person(Role.EDITOR, "other")
    drafts.keep(script=script, user=other, text="-- theirs\n", parent=1)
    editor.post(DEAD, VALUES | {"do": "insert"})
    assert bytes(Draft.objects.get(user=other).text) == b"-- theirs\n"


def test_without_a_database_the_trial_says_so(editor, settings):
    settings.VPOP3_DATABASE_URL = ""
    page = editor.post(DEAD, VALUES | {"do": "trial"})
    assert page.context["trial"].startswith("The send attempts could not be read: ")


def test_the_trial_says_what_it_would_have_done_last_week(editor, queue):
    page = editor.post(
        page_of("hold-provider"), {"failures": "3", "share": "20", "minutes": "15", "hold": "10", "do": "trial"}
    )
    assert page.context["trial"].startswith("Over ")
    assert "transient failure" in page.context["trial"]
    assert 'name="try" value="history"' in page.text
    later = editor.post(reverse("replay_list", args=[SCRIPT]), {"try": "history", "source": page.context["merged"]})
    assert later.status_code == 200
    assert "minutes_for_throttling" in later.context["form"]["source"].value()
