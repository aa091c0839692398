"""Bringing back an older text."""

import pytest
from django.urls import reverse

from rules.services import revisions
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db


def url(number, what="revision_revert"):
    return reverse(what, args=["mxserverrules.lua", number])


def test_it_needs_a_sign_in():
    asks_to_sign_in(url(1), "post")


def test_it_needs_an_editor(viewer):
    names_the_role(viewer, url(1), "editor", "post")


def test_it_appends_a_revision_that_names_the_old_one(editor):
    script = script_with(ALLOW, REFUSE, ALLOW, REFUSE)
    form = editor.get(url(1, "revision_view")).context["revert_form"]
    assert form.initial == {"message": "Back to revision 1: Text 1", "parent": 4}
    answer = editor.post(url(1), form.initial, follow=True)
    assert "Saved revision 5, with the text of 1." in answer.text
    saved = revision(script, 5)
    assert (bytes(saved.source), saved.reverts.number, saved.parent.number) == (ALLOW, 1, 4)
    assert (saved.message, saved.author_name) == ("Back to revision 1: Text 1", "editor")


def test_somebody_elses_save_meanwhile_is_looked_at_first(editor):
    script = script_with(ALLOW, REFUSE)
    revisions.save(script=script, source=b"-- three\n", message="Why", actor=None, parent=2)
    page = editor.post(url(1), {"message": "Back", "parent": "2"})
    assert page.status_code == 409
    assert "saved revision 3 meanwhile" in page.text
    assert page.context["revert_form"]["message"].value() == "Back"
    assert (
        editor.post(url(1), {"message": "Back", "parent": page.context["revert_form"]["parent"].value()}).status_code
        == 302
    )
    assert script.revisions.count() == 4


@pytest.mark.parametrize(
    ("message", "words"), [("", "Say in a few words"), ("m" * 10_000, "At most 200 characters; it has 10000.")]
)
def test_a_bad_message_is_explained_beside_its_field(editor, message, words):
    script = script_with(ALLOW, REFUSE)
    page = editor.post(url(1), {"message": message, "parent": "2"})
    assert page.status_code == 422
    assert words in page.text
    assert script.revisions.count() == 2


def test_the_latest_text_is_there_already(editor, viewer):
    script_with(ALLOW, REFUSE)
    assert editor.get(url(2, "revision_view")).context["revert_form"] is None
    assert viewer.get(url(1, "revision_view")).context["revert_form"] is None
    page = editor.post(url(2), {"message": "Back", "parent": "2"}, follow=True)
    assert "Nothing to save" in page.text
