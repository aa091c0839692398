"""Drafts as the editor's page meets them."""

import pytest
from django.urls import reverse

from rules.models import Draft, Script
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("draft_keep", args=["mxserverrules.lua"])
DISCARD = reverse("draft_discard", args=["mxserverrules.lua"])
EDITOR = reverse("script_edit", args=["mxserverrules.lua"])
SAVE = reverse("revision_save", args=["mxserverrules.lua"])


def type_(browser, text, tab="a", version="", parent="1"):
    sent = {"source": text, "tab": tab, "draft": version, "parent": parent}
    return browser.post(URL, sent, headers={"Accept": "application/json"})


@pytest.mark.parametrize("url", [URL, DISCARD])
def test_it_asks_strangers_to_sign_in(url):
    asks_to_sign_in(url, "post")


@pytest.mark.parametrize("url", [URL, DISCARD])
def test_it_needs_an_editor(viewer, url):
    names_the_role(viewer, url, "editor", "post")


@pytest.mark.parametrize("url", [URL, DISCARD])
def test_it_is_not_for_get(editor, url):
    assert editor.get(url).status_code == 405


def test_what_is_typed_is_offered_back_with_its_time_and_the_difference_to_live(editor, reading):
    script = script_with(ALLOW)
    Script.objects.update(live=revision(script, 1))
    kept = type_(editor, ALLOW.decode() + "-- more\n").json()
    assert kept["saved_at"].count(":") == 2
    with reading():
        page = editor.get(EDITOR)
    offer = page.context["offer"]
    assert (offer.added, offer.removed, offer.live, offer.started_from) == (1, 0, 1, 1)
    assert "You have unsaved work from" in page.text
    assert page.context["source"] == ALLOW.decode()
    with reading():
        page = editor.get(EDITOR, {"draft": "1"})
    assert (page.context["source"], page.context["offer"]) == (ALLOW.decode() + "-- more\n", None)
    assert kept["version"] in page.text


def test_a_draft_of_an_older_revision_is_still_of_that_one(editor):
    script_with(ALLOW, REFUSE)
    type_(editor, "-- mine\n", parent="1")
    page = editor.get(EDITOR, {"draft": "1"})
    assert page.context["parent"] == 1
    assert editor.post(SAVE, {"source": "-- mine\n", "message": "Why", "parent": "1"}).status_code == 409


def test_without_a_draft_the_latest_is_shown(editor):
    script_with(ALLOW)
    assert editor.get(EDITOR, {"draft": "1"}).context["source"] == ALLOW.decode()


def test_the_routing_script_may_have_a_draft_before_its_first_revision(editor):
    assert type_(editor, "-- begin\n", parent="").status_code == 200
    assert editor.get(EDITOR).context["offer"].added == 1


def test_a_second_tab_is_told_and_gets_the_version_to_insist_with(editor):
    script_with(ALLOW)
    first = type_(editor, "-- a\n", tab="a").json()
    answer = type_(editor, "-- b\n", tab="b")
    assert answer.status_code == 409
    assert answer.json() == {
        "sentence": "Another tab or device of yours has newer unsaved changes.",
        "version": first["version"],
    }
    assert type_(editor, "-- b\n", tab="b", version=first["version"]).status_code == 200


def test_undoing_everything_leaves_nothing_unsaved(editor):
    script_with(ALLOW)
    type_(editor, "-- a\n")
    assert type_(editor, ALLOW.decode()).json() == {"version": ""}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"), [({"parent": "x"}, "load it again"), ({"source": "x" * 2_200_000}, "2,097")]
)
def test_bad_input_is_a_sentence(editor, sent, words):
    script_with(ALLOW)
    answer = editor.post(URL, {"source": "-- a\n"} | sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert words in answer.json()["sentence"]


def test_discarding_it_removes_it_and_keeps_what_was_typed_since(editor):
    script_with(ALLOW)
    type_(editor, "-- a\n")
    page = editor.post(DISCARD, {"source": "-- newer\n"})
    assert page.context["source"] == "-- newer\n"
    assert not Draft.objects.exists()
    assert editor.post(DISCARD, {"source": ALLOW.decode()})["Location"] == EDITOR


def test_a_stale_save_is_kept_as_a_draft_also_without_javascript(editor):
    script_with(ALLOW, REFUSE)
    editor.post(SAVE, {"source": "-- mine\n", "message": "Why", "parent": "1"})
    assert bytes(Draft.objects.get().text) == b"-- mine\n"


def test_a_refused_save_is_kept_but_never_over_the_draft_of_another_tab(editor):
    script_with(ALLOW)
    editor.post(SAVE, {"source": "-- mine\n", "message": "", "parent": "1", "tab": "a"})
    assert bytes(Draft.objects.get().text) == b"-- mine\n"
    editor.post(SAVE, {"source": "-- other\n", "message": "", "parent": "1", "tab": "b"})
    assert bytes(Draft.objects.get().text) == b"-- mine\n"


def test_saving_removes_it(editor):
    script_with(ALLOW)
    type_(editor, "-- a\n")
    editor.post(SAVE, {"source": "-- a!\n", "message": "Why", "parent": "1", "tab": "a"})
    assert not Draft.objects.exists()
