"""Which revision is live now, as an open publish page asks."""

import pytest
from django.urls import reverse

from rules.models.roles import Role
from rules.services import publishing
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("publish_watch", args=["mxserverrules.lua", 2])


@pytest.fixture
def script():
    return script_with(ALLOW, REFUSE, ALLOW)


def make_live(script, number):
    chosen = revision(script, number)
    publishing.publish(script=script, revision=chosen, sha256=chosen.sha256, actor=None, reason="A test.")


def ask(browser, compared):
    return browser.get(URL, {"compared": compared}, headers={"accept": "application/json"}).json()


def test_it_asks_strangers_to_sign_in_and_needs_a_publisher(editor):
    asks_to_sign_in(URL)
    names_the_role(editor, URL, Role.PUBLISHER)


def test_while_the_same_is_live_there_is_nothing_to_say(publisher, script, reading):
    with reading():
        assert ask(publisher, "") == {"live": None, "sentence": ""}
    make_live(script, 1)
    assert ask(publisher, "1") == {"live": 1, "sentence": ""}


@pytest.mark.parametrize(
    ("now", "compared", "sentence"),
    [
        (
            3,
            "1",
            "Meanwhile revision 3 was made live. The difference and the checks on this page compare with revision 1.",
        ),
        (3, "", "Meanwhile revision 3 was made live. The difference and the checks on this page are older than that."),
        (
            3,
            "x²",
            "Meanwhile revision 3 was made live. The difference and the checks on this page are older than that.",
        ),
        (2, "1", "Meanwhile revision 2 was made live: there is nothing left to publish here."),
    ],
)
def test_another_live_revision_is_told_with_what_the_page_compares(publisher, script, now, compared, sentence):
    make_live(script, now)
    assert ask(publisher, compared) == {"live": now, "sentence": sentence}


def test_a_person_who_opens_the_address_is_sent_to_the_page(publisher, script):
    answer = publisher.get(URL, headers={"accept": "text/html"})
    assert answer["Location"] == reverse("revision_publish", args=["mxserverrules.lua", 2])
