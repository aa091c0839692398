"""The start page."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from rules.models import AlertChannel
from rules.recipes.kept_test import kept_test
from rules.recipes.recipe import Example
from rules.scenarios.expectation import Expectation
from rules.services import publishing, scenarios
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, make_live, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("home")


def steps(browser):
    return [step.title for step in browser.get(URL).context["next_steps"]]


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_it_says_what_is_live_since_when(viewer, reading):
    script = script_with(ALLOW, REFUSE)
    first = revision(script, 1)
    script = publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)
    with reading():
        page = viewer.get(URL)
    assert (page.context["live"], page.context["live_since"]) == (first, script.live_since)
    assert "Revision 1" in page.text


def test_a_new_installation_says_what_to_do_by_role(viewer, editor):
    assert steps(viewer) == ["Wait for a first revision", "Connect VPOP3's database"]
    assert steps(editor) == ["Write the first revision", "Connect VPOP3's database"]


def test_a_revision_that_is_not_live_is_the_first_thing_to_do(viewer, publisher):
    script_with(ALLOW)
    assert steps(publisher)[0] == "Publish revision 1"
    assert steps(viewer)[0] == "Read revision 1"


def test_every_next_step_leads_somewhere(publisher):
    script_with(ALLOW)
    for step in publisher.get(URL).context["next_steps"]:
        assert publisher.get(step.url).status_code == 200


def test_dns_that_does_not_answer_is_a_sentence(viewer):
    dns = viewer.get(URL).context["dns"]
    assert not dns.reachable
    assert "does not answer" in dns.sentence


def titles(page, *, done):
    return [step.title for step in page.context["first_steps"].steps if step.done is done]


def test_the_first_steps_are_ticked_by_the_facts(publisher, settings):
    settings.ZONE_FILES = ()
    assert titles(publisher.get(URL), done=True) == []
    script_with(ALLOW)
    assert titles(publisher.get(URL), done=True) == ["Import what VPOP3 has now"]


def test_the_first_steps_of_a_connected_database_with_a_role_that_only_reads(editor, queue):
    page = editor.get(URL)
    assert titles(page, done=True) == [
        "Connect VPOP3's database",
        "Give mxadmin a role that only reads",
        "See that DNS answers",
    ]
    assert "3 of 9 done" in page.text


def test_every_first_step_leads_somewhere(publisher):
    for step in publisher.get(URL).context["first_steps"].steps:
        for url in (step.url, *(step.other or ())[1:]):
            assert publisher.get(url).status_code == 200


def test_the_first_steps_are_gone_when_all_are_done(publisher, queue, settings, tmp_path):
    script = script_with(ALLOW)
    make_live(script)
    settings.VPOP3_DIR = tmp_path
    publisher.post(reverse("dry_run", args=[script.name]), {"domain": "plain.example", "retries": "0", "size": "20KB"})
    assert titles(publisher.get(URL), done=False) == ["Keep a first test", "Choose your alerts"]
    kept = kept_test(ALLOW, Example(name="It is sent", expected=Expectation()), connections.sandbox())
    scenarios.keep(script=script, name=kept.name, case=kept.case, actor=None)
    AlertChannel.objects.create(user=User.objects.get(username="publisher"))
    assert publisher.get(URL).context["first_steps"] is None


def test_the_first_steps_can_be_hidden_and_are_not_for_viewers(editor, viewer):
    assert viewer.get(URL).context["first_steps"] is None
    names_the_role(viewer, reverse("first_steps_hide"), "editor", method="post")
    assert editor.get(reverse("first_steps_hide")).status_code == 405
    page = editor.post(reverse("first_steps_hide"), follow=True)
    assert page.context["first_steps"] is None
