"""Rolling back: the text that was live before is live again, with a reason."""

import pytest
from django.urls import reverse

from rules.models import AuditEntry, Delivery, Script
from rules.services import revisions, scripts
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
OFFERED = "Roll back to revision {}"


def url(number):
    return reverse("revision_roll_back", args=[NAME, number])


def live():
    return Script.objects.select_related("live").get(name=NAME).live.number


@pytest.fixture
def published():
    script = script_with(ALLOW, REFUSE, b"-- three\n")
    make_live(script, 1)
    make_live(script, 2)
    return script


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_sign_in(method):
    asks_to_sign_in(url(1), method)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_a_publisher(editor, method):
    names_the_role(editor, url(1), "publisher", method)


def test_home_offers_it_and_one_click_brings_the_former_text_back(publisher, published, settings, tmp_path):
    settings.VPOP3_DIR = tmp_path
    page = publisher.get(reverse("home"))
    assert OFFERED.format(1) in page.text
    answer = publisher.post(url(1), page.context["roll_back_form"].initial | {"reason": "Mail waits."}, follow=True)
    assert "Revision 1 is live again." in answer.text
    assert live() == 1
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor_name, entry.revision.number) == ("revision_roll_back", "publisher", 1)
    assert entry.detail == {"replaced": 2, "sha256": entry.revision.sha256, "reason": "Mail waits."}
    assert Delivery.objects.get().revision.number == 1
    assert OFFERED.format(2) in answer.text, "a second one undoes it"


def test_it_is_a_publication_of_its_own_whose_page_leads_back(publisher, published):
    publisher.post(url(1), {"replaces": "2", "reason": "Mail waits."})
    listed = publisher.get(reverse("publication_list", args=[NAME])).context["publications"]
    assert [(each.revision.number, each.replaced, each.reason) for each in listed] == [
        (1, 2, "Mail waits."),
        (2, 1, ""),
        (1, None, ""),
    ]
    newest, before, first = (reverse("publication_view", args=[NAME, each.pk]) for each in listed)
    assert OFFERED.format(2) in publisher.get(newest).text
    assert OFFERED.format(2) in publisher.get(before).text
    assert "Roll back" not in publisher.get(first).text, "that one is live"


def test_only_publishers_are_offered_it_and_nothing_before_the_first_publication(editor, publisher, published):
    assert "Roll back" not in editor.get(reverse("home")).text
    script = scripts.create_script(name="other.lua", actor=None)
    revisions.save(script=script, source=ALLOW, message="One", actor=None, parent=None)
    make_live(script, 1)
    (publication,) = publisher.get(reverse("publication_list", args=["other.lua"])).context["publications"]
    page = publisher.get(reverse("publication_view", args=["other.lua", publication.pk]))
    assert "Roll back" not in page.text


def test_the_page_shows_what_changes_and_writes_nothing(publisher, published, reading):
    with reading():
        page = publisher.get(url(1), {"reason": "typed before a sign-out"})
    assert ("removed", "    return false, 10") in [(line.change, line.text) for line in page.context["diff"]]
    assert "typed before a sign-out" in page.text


@pytest.mark.parametrize(
    ("number", "sent", "sentence"),
    [
        (1, {"replaces": "2", "reason": " "}, "Say in a few words why."),
        (1, {"replaces": "2", "reason": "y" * 501}, "At most 500 characters; it has 501."),
        (1, {"replaces": "1", "reason": "Mail waits."}, "Meanwhile revision 2 was made live"),
        (2, {"replaces": "2", "reason": "Mail waits."}, "Revision 2 is live already."),
        (3, {"replaces": "2", "reason": "Mail waits."}, "Revision 3 was never live"),
    ],
)
def test_bad_input_changes_nothing_and_keeps_what_was_typed(publisher, published, number, sent, sentence):
    page = publisher.post(url(number), sent)
    assert page.status_code == 422
    assert sentence in page.text
    assert page.context["form"]["reason"].value() == sent["reason"]
    assert live() == 2


def test_after_somebody_elses_publication_a_second_try_goes_on(publisher, published):
    make_live(published, 3)
    page = publisher.post(url(1), {"replaces": "2", "reason": "Mail waits."})
    assert "Meanwhile revision 3 was made live" in page.text
    again = {"replaces": page.context["form"]["replaces"].value(), "reason": "Mail waits."}
    assert publisher.post(url(1), again).status_code == 302
    assert live() == 1


def test_an_author_may_roll_back_to_a_text_of_their_own(publisher, published, settings):
    settings.REVIEW_REQUIRED = True
    assert publisher.post(url(1), {"replaces": "2", "reason": "Mail waits."}).status_code == 302
