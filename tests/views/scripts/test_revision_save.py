"""Saving what is in the editor."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from rules.models import Draft, Revision, Script
from rules.text.size import MAX_SOURCE
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("revision_save", args=["mxserverrules.lua"])
EDITOR = reverse("script_edit", args=["mxserverrules.lua"])


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL, "post")


def test_a_signed_out_person_gets_the_typed_text_back():
    assert "-- an hour of work" in Client().post(URL, {"source": "-- an hour of work"}).text


def test_it_needs_an_editor(viewer):
    names_the_role(viewer, URL, "editor", "post")


def test_it_is_not_for_get(editor):
    assert editor.get(URL).status_code == 405


def test_a_save_appends_a_revision_and_says_so(editor):
    script = script_with(ALLOW)
    page = editor.post(URL, {"source": REFUSE.decode(), "message": "Hold it", "parent": "1"}, follow=True)
    assert page.redirect_chain == [(EDITOR, 302)]
    assert "Saved revision 2." in page.text
    saved = revision(script, 2)
    assert (bytes(saved.source), saved.message, saved.author_name) == (REFUSE, "Hold it", "editor")


def test_the_first_save_makes_the_script(editor):
    editor.post(URL, {"source": ALLOW.decode(), "message": "Begin"})
    assert Script.objects.get().revisions.get().number == 1


def test_line_ends_stay_as_they_are_stored(editor):
    """A browser sends every line end as CRLF."""
    script = script_with(b"-- one\nreturn\n", b"-- one\r\nreturn\r\n", name="mxserverrules.lua")
    editor.post(URL, {"source": "-- two\r\nreturn\r\n", "message": "Why", "parent": "2"})
    assert bytes(revision(script, 3).source) == b"-- two\r\nreturn\r\n"
    editor.post(URL, {"source": "-- three\nreturn\n", "message": "Why", "parent": "3"})
    assert bytes(revision(script, 4).source) == b"-- three\r\nreturn\r\n"


def test_a_text_that_only_differs_in_line_ends_is_the_same_text(editor):
    script = script_with(ALLOW)
    sent = {"source": ALLOW.decode().replace("\n", "\r\n"), "message": "Why", "parent": "1"}
    page = editor.post(URL, sent, follow=True)
    assert "Nothing to save: this is the text of revision 1 already." in page.text
    assert script.revisions.count() == 1


def test_windows_1252_stays_windows_1252(editor):
    script = script_with(b"-- caf\xe9\n")
    editor.post(URL, {"source": "-- caf\xe9 \u2013 2 \u20ac\n", "message": "Why", "parent": "1"})
    assert bytes(revision(script, 2).source) == b"-- caf\xe9 \x96 2 \x80\n"


def test_bringing_back_an_old_text_says_which(editor):
    script_with(ALLOW, REFUSE)
    page = editor.post(URL, {"source": ALLOW.decode(), "message": "Why", "parent": "2"}, follow=True)
    assert "Saved revision 3, with the text of 1." in page.text


def test_a_broken_text_can_be_saved(editor):
    script = script_with(ALLOW)
    assert editor.post(URL, {"source": BROKEN.decode(), "message": "Why", "parent": "1"}).status_code == 302
    assert script.revisions.count() == 2


@pytest.mark.parametrize(
    ("source", "message", "sentence"),
    [
        ("-- mine\n", "", "Say in a few words what you changed."),
        ("-- mine\n", "m" * 201, "At most 200 characters; it has 201."),
        ("-- mine\nx = '\0'\n", "Why", "Line 2 contains a NUL character: remove it."),
        ("-- mine\n" + "x" * MAX_SOURCE, "Why", "at most 1,048,576 are accepted"),
        ("-- mine\n" + "x" * 2_000_000, "Why", "The script has 2,000,008 bytes"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(editor, source, message, sentence):
    script_with(ALLOW)
    page = editor.post(URL, {"source": source, "message": message, "parent": "1"})
    assert page.status_code == 422
    assert sentence in page.text
    assert page.context["source"] == source
    assert page.context["save_form"]["message"].value() == message
    assert str(page.context["parent"]) == "1"
    assert Revision.objects.count() == 1


def test_a_letter_that_the_stored_encoding_lacks_is_named(editor):
    script_with(b"-- caf\xe9\n")
    page = editor.post(URL, {"source": "-- caf\xe9\n-- \u2192\n", "message": "Why", "parent": "1"})
    assert page.status_code == 422
    assert "Line 2 contains" in page.text
    assert "stored as Windows-1252" in page.text


def test_a_stale_save_shows_both_texts_and_loses_nothing(editor):
    script = script_with(ALLOW, REFUSE)
    page = editor.post(URL, {"source": "-- mine\n", "message": "My reason", "parent": "1"})
    assert page.status_code == 409
    assert "saved revision 2 while you were editing revision 1" in page.text
    assert "-- mine" in page.text
    assert "return false, 10" in page.text
    assert page.context["save_form"]["message"].value() == "My reason"
    assert script.revisions.count() == 2


def test_more_than_is_read_at_all_names_the_limit(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
    page = editor.post(URL, {"source": "x" * 4_000_000}, content_type="application/x-www-form-urlencoded")
    assert page.status_code in {413, 422}


def test_another_site_cannot_make_someone_save():
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(URL, {"source": "-- typed"})
    assert page.status_code == 403
    assert "-- typed" in page.text


def test_a_page_that_stays_is_told_what_changed_and_nothing_is_a_message_for_the_next_page(editor):
    script_with(ALLOW)
    sent = {"source": "-- mine\n", "message": "Mine", "parent": "1"}
    by_script = {"Accept": "application/json"}
    told = editor.post(URL, sent, headers=by_script).json()
    assert (told["number"], told["sentence"]) == (2, "Saved revision 2.")
    assert re.findall(r'data-part="(\w+)"', told["parts"]) == ["head", "offers", "compare"]
    assert "Revision 2" in told["parts"]
    again = editor.post(URL, sent, headers=by_script)
    assert (again.json()["number"], again.json()["sentence"]) == (
        2,
        "Nothing to save: this is the text of revision 2 already.",
    ), "a save whose answer was lost is asked for again, with the same parent"
    conflict = editor.post(URL, sent | {"source": "-- other\n"}, headers=by_script)
    assert conflict.status_code == 409
    page = editor.get(conflict.json()["conflict"])
    assert (page.status_code, page.context["source"]) == (200, "-- other\n")
    assert (page.context["parent"].number, page.context["latest"].number) == (1, 2)
    assert 'value="Mine"' in page.text
    Draft.objects.all().delete()
    assert editor.get(conflict.json()["conflict"])["Location"].startswith(EDITOR)
    assert editor.post(URL, sent | {"message": ""}, headers=by_script).json()["errors"]["message"]
    refused = editor.post(URL, sent | {"source": "-- \x00\n", "parent": "2"}, headers=by_script)
    assert refused.status_code == 422
    assert refused.json()["errors"]["source"]
    assert "Saved revision" not in editor.get(EDITOR).text
    assert Draft.objects.count() == 0


def test_an_empty_text_is_told_as_such(editor):
    script_with(ALLOW)
    page = editor.post(URL, {"source": " \n", "message": "Delete it", "parent": "1"}, follow=True)
    assert "Saved revision 2, which is empty" in page.text
