"""Making a revision live."""

import pytest
from django.urls import reverse

from rules.models import AuditEntry, Script
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db


def url(number):
    return reverse("revision_publish", args=["mxserverrules.lua", number])


def live():
    script = Script.objects.select_related("live").get()
    return script.live.number if script.live else None


def press_publish(browser, number):
    """What the form on the page sends."""
    return browser.post(url(number), _without_none(browser.get(url(number)).context["form"].initial))


def _without_none(values):
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_asks_strangers_to_sign_in(method):
    asks_to_sign_in(url(1), method)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_publisher(editor, method):
    names_the_role(editor, url(1), "publisher", method)


def test_the_review_shows_what_would_change_and_writes_nothing(publisher, reading):
    script_with(ALLOW, REFUSE)
    press_publish(publisher, 1)
    with reading():
        page = publisher.get(url(2))
    assert page.context["problems"] == []
    assert ("added", "    return false, 10") in [(line.change, line.text) for line in page.context["diff"]]
    assert live() == 1


def test_publishing_makes_it_live_and_is_remembered(publisher):
    script_with(ALLOW, REFUSE)
    answer = press_publish(publisher, 2)
    assert answer["Location"] == reverse("home")
    assert live() == 2
    assert "Revision 2 is live." in publisher.get(reverse("home")).text
    entry = AuditEntry.objects.get(action="revision_publish")
    assert (entry.actor_name, entry.revision.number, entry.detail, entry.address) == (
        "publisher",
        2,
        {"replaced": None},
        "127.0.0.1",
    )


def test_a_text_that_does_not_load_is_refused_with_its_line(publisher):
    script_with(BROKEN)
    page = publisher.get(url(1))
    assert [problem.line for problem in page.context["problems"]] == [2]
    page = press_publish(publisher, 1)
    assert page.status_code == 422
    assert "does not load" in page.text
    assert live() is None


def test_a_hash_of_another_text_is_refused(publisher):
    script_with(ALLOW, REFUSE)
    page = publisher.post(url(2), {"sha256": revision(Script.objects.get(), 1).sha256})
    assert page.status_code == 422
    assert "The text reviewed is not that of revision 2" in page.text
    assert live() is None


@pytest.mark.parametrize("sent", [{}, {"sha256": "none"}, {"sha256": "0" * 64, "replaces": "-1"}])
def test_bad_input_asks_for_another_look(publisher, sent):
    script_with(ALLOW)
    page = publisher.post(url(1), sent)
    assert page.status_code == 422
    assert "Look at what changes" in page.text
    assert live() is None


def test_a_review_against_what_is_no_longer_live_is_refused(publisher):
    script = script_with(ALLOW, REFUSE, b"-- three\n")
    press_publish(publisher, 1)
    reviewed = publisher.get(url(2)).context["form"].initial
    press_publish(publisher, 3)
    page = publisher.post(url(2), reviewed)
    assert page.status_code == 422
    assert "Meanwhile revision 3 was made live" in page.text
    assert live() == 3
    assert script.revisions.count() == 3


def test_what_is_live_already_cannot_be_published_again(publisher):
    script_with(ALLOW)
    press_publish(publisher, 1)
    page = press_publish(publisher, 1)
    assert page.status_code == 422
    assert "Revision 1 is live already." in page.text


def test_an_older_revision_can_be_made_live_again(publisher):
    script_with(ALLOW, REFUSE)
    press_publish(publisher, 2)
    press_publish(publisher, 1)
    assert live() == 1


def test_a_revision_that_is_not_there_is_named(publisher):
    script_with(ALLOW)
    assert "has no revision 7" in publisher.get(url(7)).text
