"""The start page."""

import pytest
from django.urls import reverse

from rules.services import publishing
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

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


def test_the_last_hour_of_the_queue_is_summed_up(viewer, queue):
    page = viewer.get(URL)
    assert page.context["vpop3"].reachable
    summary = page.context["summary"]
    assert summary.total == sum(summary.counts.values()) > 0
