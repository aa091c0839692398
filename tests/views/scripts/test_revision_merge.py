"""Two saves that conflict, and one text merged from both."""

import pytest
from django.test import Client
from django.urls import reverse

from rules.models import Draft
from rules.services import revisions
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("revision_merge", args=["mxserverrules.lua"])
SAVE = reverse("revision_save", args=["mxserverrules.lua"])
BASE = "-- one\n-- two\n-- three\n-- four\n-- five\n"
THEIRS = BASE.replace("two", "TWO")
APART = BASE.replace("five", "FIVE")
CLASH = BASE.replace("two", "zwei")


@pytest.fixture
def script():
    return script_with(BASE.encode(), THEIRS.encode())


def meet(editor, mine, **other):
    """A stale save; what the page with the conflict would send."""
    page = editor.post(SAVE, {"source": mine, "message": "Mine", "parent": "1"})
    assert page.status_code == 409
    return {"source": mine, "message": "Mine", "parent": "1", "latest": "2", **other}


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL, "post")


def test_it_needs_an_editor(viewer):
    names_the_role(viewer, URL, "editor", "post")


def test_changes_of_different_lines_are_saved_as_one_text_at_one_click(editor, script):
    sent = meet(editor, APART) | {"draft": Draft.objects.get().version}
    assert editor.post(URL, sent)["Location"] == reverse("script_edit", args=["mxserverrules.lua"])
    saved = revision(script, 3)
    assert saved.source == THEIRS.replace("five", "FIVE").encode()
    assert (saved.parent.number, saved.message) == (2, "Mine")
    assert not Draft.objects.exists()


def test_a_clash_shows_the_three_texts_and_asks_for_a_choice(editor, script):
    page = editor.post(SAVE, {"source": CLASH, "message": "Mine", "parent": "1"})
    (shown,) = page.context["places"]
    assert (shown.place.base, shown.place.theirs, shown.place.mine) == (("-- two",), ("-- TWO",), ("-- zwei",))
    assert page.context["clashes"] == 1
    page = editor.post(URL, meet(editor, CLASH))
    assert page.status_code == 422
    assert "choose a text for place 1" in page.text
    assert page.context["source"] == CLASH
    assert script.revisions.count() == 2
    assert bytes(Draft.objects.get().text).decode() == CLASH


@pytest.mark.parametrize(("choice", "lines"), [("mine", "-- zwei\n"), ("theirs_then_mine", "-- TWO\n-- zwei\n")])
def test_the_chosen_text_is_saved(editor, script, choice, lines):
    editor.post(URL, meet(editor, CLASH) | {"place-1": choice})
    assert bytes(revision(script, 3).source).decode() == BASE.replace("-- two\n", lines)


def test_choosing_theirs_everywhere_makes_no_revision(editor, script):
    page = editor.post(URL, meet(editor, CLASH) | {"place-1": "theirs"}, follow=True)
    assert "Nothing to save" in page.text
    assert script.revisions.count() == 2


def test_a_conflict_can_be_merged_by_hand(editor, script):
    editor.post(URL, meet(editor, CLASH, by_hand="-- by hand\n", how="hand"))
    assert bytes(revision(script, 3).source) == b"-- by hand\n"


def test_hundreds_of_places_stay_one_page(editor):
    base = "".join(f"-- {number}\nx = {number}\n" for number in range(500))
    script = script_with(base.encode(), base.replace("-- ", "-- t").encode())
    page = editor.post(SAVE, {"source": base.replace("-- ", "-- m"), "message": "Mine", "parent": "1"})
    assert (page.context["clashes"], page.status_code) == (1, 409)
    sent = {"source": page.context["source"], "message": "Mine", "parent": "1", "latest": "2", "place-1": "mine"}
    editor.post(URL, sent)
    assert bytes(revision(script, 3).source).decode() == base.replace("-- ", "-- m")
    page = editor.post(SAVE, {"source": base.replace("-- ", "-- n"), "message": "Mine", "parent": "1"})
    assert page.context["clashes"] == 1
    page = editor.post(SAVE, {"source": base.replace("-- ", "-- m") + "-- end\n", "message": "Mine", "parent": "2"})
    assert (page.context["clashes"], page.context["left_out"]) == (0, 301)
    assert "301 more places that only one of you changed are taken" in page.text
    assert len(page.content) < 1_000_000


def test_a_merge_by_hand_is_a_draft_before_it_is_saved(editor, script):
    sent = meet(editor, CLASH, by_hand="-- by hand\n", how="hand") | {"draft": Draft.objects.get().version}
    page = editor.post(URL, sent | {"message": ""})
    assert (page.status_code, page.context["by_hand"], page.context["source"]) == (422, "-- by hand\n", CLASH)
    assert "saved revision 2 while you were editing revision 1" in page.text
    assert "Nothing was saved yet. Say in a few words what you changed." in page.text
    draft = Draft.objects.get()
    assert (bytes(draft.text), draft.started_from.number) == (b"-- by hand\n", 2)
    assert f'name="draft" value="{draft.version}"' in page.text


def test_a_merge_by_hand_is_kept_over_a_sign_in(script):
    sent = {"source": CLASH, "message": "Mine", "parent": "1", "latest": "2", "by_hand": "-- by hand\n", "how": "hand"}
    page = Client().post(URL, sent)
    assert (page.status_code, page.context["kept"], page.context["kept_parent"]) == (401, "-- by hand\n", "2")


def test_writing_by_hand_begins_with_what_both_changed(editor, script):
    page = editor.post(SAVE, {"source": CLASH, "message": "Mine", "parent": "1"})
    assert page.context["by_hand"] == CLASH
    theirs = THEIRS.replace("five", "FIVE").encode()
    revisions.save(script=script, source=theirs, message="Why", actor=None, parent=2)
    page = editor.post(SAVE, {"source": CLASH, "message": "Mine", "parent": "1"})
    assert page.context["by_hand"] == CLASH.replace("five", "FIVE")


def test_a_third_save_meanwhile_is_the_next_conflict(editor, script):
    sent = meet(editor, APART) | {"draft": Draft.objects.get().version, "by_hand": "-- of the page before\n"}
    revisions.save(script=script, source=b"-- third\n", message="Why", actor=None, parent=2)
    page = editor.post(URL, sent)
    assert page.status_code == 409
    assert page.context["latest"].number == 3
    assert page.context["source"] == THEIRS.replace("five", "FIVE")
    assert "of the page before" not in page.context["by_hand"]


def test_bad_input_keeps_texts_and_choices(editor, script):
    page = editor.post(URL, meet(editor, CLASH) | {"place-1": "mine", "message": "m" * 201})
    assert page.status_code == 422
    assert "At most 200 characters; it has 201." in page.text
    assert (page.context["source"], page.context["places"][0].choice) == (CLASH, "mine")
    page = editor.post(URL, meet(editor, CLASH) | {"latest": "9"})
    assert page.status_code in {409, 422}
    assert page.context["source"] == CLASH
    page = editor.post(URL, meet(editor, CLASH) | {"latest": "x", "parent": "x"})
    assert page.status_code == 422
    assert script.revisions.count() == 2


def test_the_exact_form_of_the_stored_text_is_kept(editor):
    script = script_with(b"-- caf\xe9\r\n-- two\r\n-- three\r\n", b"-- caf\xe9\r\n-- TWO\r\n-- three\r\n")
    mine = "-- caf\xe9\n-- two\n-- three\n-- four\n"
    editor.post(URL, meet(editor, mine))
    assert bytes(revision(script, 3).source) == b"-- caf\xe9\r\n-- TWO\r\n-- three\r\n-- four\r\n"
