"""Making a revision live."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from rules.models import AuditEntry, Script
from rules.models.roles import Role
from rules.services import revisions
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

MISSPELT = b"function Checkserver(domain, mxserver, numRetries, messageSize, defaultResult)\n    return true\nend\n"


def url(number):
    return reverse("revision_publish", args=["mxserverrules.lua", number])


def live():
    script = Script.objects.select_related("live").get()
    return script.live.number if script.live else None


def press_publish(browser, number):
    """Send what the form on the page sends."""
    return browser.post(url(number), reviewed(browser, number) | {"reason": "It is only a test."})


def reviewed(browser, number):
    """Return the fields of the form once the checks were run."""
    page = browser.get(url(number), {"checks": "run"})
    return _without_none(page.context["form"].initial)


def _without_none(values):
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_sign_in(method):
    asks_to_sign_in(url(1), method)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_publisher(editor, method):
    names_the_role(editor, url(1), "publisher", method)


def test_the_review_shows_what_would_change_and_writes_nothing(publisher, reading):
    script_with(ALLOW, REFUSE)
    press_publish(publisher, 1)
    with reading():
        page = publisher.get(url(2))
    assert page.context["checks"] == ()
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
        entry.detail,
        "127.0.0.1",
    )
    checks = dict.fromkeys(("loads", "findings", "destinations", "scenarios", "history", "guard"), "passed")
    assert entry.detail == {
        "replaced": None,
        "sha256": entry.revision.sha256,
        "checks": checks,
        "reason": "It is only a test.",
    }


def test_a_text_that_does_not_load_is_refused_with_its_line(publisher):
    script_with(BROKEN)
    page = publisher.get(url(1), {"checks": "run"})
    assert page.context["checks"][0].details.line == 2
    page = press_publish(publisher, 1)
    assert page.status_code == 422
    assert "does not load" in page.context["refused"]
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
    seen = reviewed(publisher, 2)
    press_publish(publisher, 3)
    page = publisher.post(url(2), seen)
    assert page.status_code == 422
    assert "Meanwhile revision 3 was made live" in page.text
    assert live() == 3
    assert script.revisions.count() == 3


def test_the_live_revision_cannot_be_published_again(publisher):
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


def test_checks_that_were_not_run_need_a_reason_and_what_was_typed_is_kept(publisher):
    script_with(ALLOW)
    seen = _without_none(publisher.get(url(1)).context["form"].initial)
    page = publisher.post(url(1), seen)
    assert page.status_code == 422
    assert "The checks were not run" in page.context["form"].errors["reason"][0]
    page = publisher.post(url(1), seen | {"reason": "y" * 501})
    assert page.status_code == 422
    assert "y" * 501 in page.text
    assert live() is None
    assert publisher.post(url(1), seen | {"reason": "The queue is on fire."}).status_code == 302
    assert AuditEntry.objects.get(action="revision_publish").detail["reason"] == "The queue is on fire."


def test_a_reason_that_was_typed_before_a_sign_out_is_there_again(publisher):
    script_with(ALLOW)
    assert publisher.get(url(1), {"reason": "It burns"}).context["form"]["reason"].value() == "It burns"


def test_checks_that_passed_need_no_reason_and_one_that_failed_does(publisher):
    script_with(ALLOW.replace(b"mxserver)", b"mxserver, numRetries, messageSize, defaultResult)"), MISSPELT)
    assert publisher.post(url(1), reviewed(publisher, 1)).status_code == 302
    seen = reviewed(publisher, 2)
    page = publisher.post(url(2), seen)
    assert page.status_code == 422
    assert page.context["form"].errors["reason"] == ["Not passed: No error found by lint. Say why it goes live anyway."]
    names = [check.name for check in page.context["checks"]]
    assert names == ["loads", "findings", "scenarios", "destinations", "history", "guard"]
    again = publisher.post(url(2), page.context["form"].data.dict() | {"reason": "It is meant."})
    assert again.status_code == 302
    assert AuditEntry.objects.first().detail["checks"]["findings"] == "failed"


def test_checks_of_another_text_do_not_count(publisher):
    script_with(ALLOW, REFUSE)
    page = publisher.post(url(2), reviewed(publisher, 2) | {"checked": reviewed(publisher, 1)["checked"]})
    assert page.status_code == 422
    assert "The checks were not run" in page.text


def test_htmx_gets_the_checks_alone(publisher, reading):
    script_with(ALLOW)
    with reading():
        part = publisher.get(url(1), {"checks": "run"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'data-check="destinations" data-verdict="passed"' in part.text
    assert 'name="checked"' in part.text


def test_where_review_is_required_the_author_cannot_publish(publisher, settings):
    settings.REVIEW_REQUIRED = True
    script = script_with()
    author, other = User.objects.get(username="publisher"), person(Role.PUBLISHER, "bert")
    for actor, source, parent in ((author, ALLOW, None), (other, REFUSE, 1)):
        revisions.save(script=script, source=source, message="Why not", actor=actor, parent=parent)
    page = publisher.get(url(1))
    assert "You wrote revision 1 yourself" in page.text
    assert 'type="submit" disabled' in page.text
    assert 'name="reason"' not in page.text
    assert press_publish(publisher, 1).status_code == 422
    assert live() is None
    assert press_publish(publisher, 2).status_code == 302


def test_the_author_of_a_revision_stays_one_when_the_account_is_recreated(publisher, settings):
    settings.REVIEW_REQUIRED = True
    revisions.save(script=script_with(), source=ALLOW, message="Why", actor=person(None, "anna"), parent=None)
    User.objects.get(username="anna").delete()
    again = person(Role.PUBLISHER, "anna")
    publisher.force_login(again)
    assert "You wrote revision 1 yourself" in publisher.get(url(1)).text
    assert press_publish(publisher, 1).status_code == 422
