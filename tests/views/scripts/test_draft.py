"""Drafts as the editor's page meets them."""

import pytest
from django.urls import reverse

from rules.models import Draft, Script
from rules.services import drafts, scripts
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
def test_it_needs_a_sign_in(url):
    asks_to_sign_in(url, "post")


@pytest.mark.parametrize("url", [URL, DISCARD])
def test_it_needs_an_editor(viewer, url):
    names_the_role(viewer, url, "editor", "post")


@pytest.mark.parametrize("url", [URL, DISCARD])
def test_it_is_not_for_get(editor, url):
    assert editor.get(url).status_code == 405


def test_a_draft_is_offered_with_its_time_and_the_difference_to_live(editor, reading):
    script = script_with(ALLOW)
    Script.objects.update(live=revision(script, 1))
    kept = type_(editor, ALLOW.decode() + "-- more\n").json()
    assert kept["saved_at"].count(":") == 2
    with reading():
        page = editor.get(EDITOR)
    (offer,) = page.context["offers"]
    assert (offer.added, offer.removed, offer.live, offer.started_from) == (1, 0, 1, 1)
    assert "You have unsaved work from" in page.text
    assert page.context["source"] == ALLOW.decode()
    with reading():
        page = editor.get(EDITOR, {"draft": kept["version"]})
    assert (page.context["source"], page.context["offers"]) == (ALLOW.decode() + "-- more\n", [])
    assert kept["version"] in page.text


def test_a_draft_of_an_older_revision_is_still_of_that_one(editor):
    script_with(ALLOW, REFUSE)
    kept = type_(editor, "-- mine\n", parent="1").json()
    page = editor.get(EDITOR, {"draft": kept["version"]})
    assert page.context["parent"] == 1
    assert editor.post(SAVE, {"source": "-- mine\n", "message": "Why", "parent": "1"}).status_code == 409


def test_text_typed_while_the_script_is_archived_is_offered_then_and_later(editor):
    script = script_with(ALLOW, name="old.lua")
    scripts.archive(script=script, actor=None)
    at = reverse("script_edit", args=["old.lua"])
    page = editor.post(
        reverse("revision_save", args=["old.lua"]), {"source": "-- mine\n", "message": "Why", "parent": "1"}
    )
    assert page.status_code == 422
    assert "old.lua is archived, so it is only read" in page.text
    assert "Your text is kept as a draft of yours until then." in page.text
    assert len(editor.get(at).context["offers"]) == 1
    scripts.bring_back(script=script, actor=None)
    (offer,) = editor.get(at).context["offers"]
    assert editor.get(at, {"draft": offer.version}).context["source"] == "-- mine\n"


def test_without_a_draft_the_latest_is_shown(editor):
    script_with(ALLOW)
    assert editor.get(EDITOR, {"draft": "1"}).context["source"] == ALLOW.decode()


def test_the_routing_script_may_have_a_draft_before_its_first_revision(editor):
    assert type_(editor, "-- begin\n", parent="").status_code == 200
    assert editor.get(EDITOR).context["offers"][0].added == 1


def test_text_typed_beside_an_offered_draft_is_kept_and_both_are_offered(editor):
    script_with(ALLOW)
    type_(editor, "-- a\n", tab="a")
    page = editor.get(EDITOR)
    assert page.context["draft"] is None
    assert type_(editor, "-- b\n", tab="b", version="").status_code == 200
    page = editor.get(EDITOR)
    assert len(page.context["offers"]) == page.text.count("data-draft-offer") == 2
    compared = editor.get(reverse("revision_compare", args=["mxserverrules.lua"]), {"old": "1", "new": "draft"})
    assert compared.text.count("your draft of") == 4
    assert (compared.context["new"].source, compared.context["new"].name) == (b"-- b\n", "your draft")
    swapped = editor.get(compared.request["PATH_INFO"], {"old": compared.context["new"].choice, "new": "1"})
    assert swapped.context["old"].source == b"-- b\n"


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


def test_discarding_one_removes_it_and_keeps_what_was_typed_since(editor):
    script_with(ALLOW, REFUSE)
    older = type_(editor, "-- a\n", tab="a").json()["version"]
    typed = {"source": "-- newer\n", "parent": "1", "draft": type_(editor, "-- newer\n", tab="b").json()["version"]}
    page = editor.post(DISCARD, typed | {"discard": older, "message": ""})
    assert (page.context["source"], page.context["offers"]) == ("-- newer\n", [])
    assert bytes(page.context["draft"].text) == b"-- newer\n"
    assert page.context["parent"] == "1", "what others saved since is met when it is saved"
    assert "Say in a few words" not in page.context["save_form"].errors.as_text()
    assert bytes(Draft.objects.get().text) == b"-- newer\n"
    kept = page.context["draft"].version
    assert editor.post(DISCARD, {"source": REFUSE.decode(), "discard": kept})["Location"] == EDITOR
    assert not Draft.objects.exists()


def test_beyond_ten_drafts_each_answer_says_so_and_discarding_one_makes_room(editor):
    script_with(ALLOW, REFUSE)
    first, *_ = [type_(editor, f"-- {n}\n", tab=str(n)).json()["version"] for n in range(drafts.MOST_DRAFTS)]
    refused = type_(editor, "-- more\n", tab="more")
    assert (refused.status_code, refused.json()["sentence"][:18]) == (422, "You have 10 drafts")
    for sent in ({"message": ""}, {"message": "Why", "parent": "1"}):
        page = editor.post(SAVE, {"source": "-- more\n", "parent": "2"} | sent)
        assert "Your text is on this page only, not kept as a draft. You have 10 drafts" in page.text
        assert "data-typed" in page.text, "so that leaving it asks first"
    page = editor.post(DISCARD, {"source": "-- more\n", "parent": "2", "discard": first})
    assert bytes(page.context["draft"].text) == b"-- more\n"
    assert len(page.context["offers"]) == page.text.count("Discard for good") == drafts.MOST_DRAFTS - 1


def test_a_stale_save_is_kept_as_a_draft_also_without_javascript(editor):
    script_with(ALLOW, REFUSE)
    editor.post(SAVE, {"source": "-- mine\n", "message": "Why", "parent": "1"})
    assert bytes(Draft.objects.get().text) == b"-- mine\n"


def test_refused_saves_of_two_tabs_are_both_kept_and_the_page_goes_on_with_its_own(editor):
    script_with(ALLOW)
    page = editor.post(SAVE, {"source": "-- mine\n", "message": "", "parent": "1"})
    kept = page.context["draft"].version
    editor.post(SAVE, {"source": "-- other\n", "message": "", "parent": "1"})
    editor.post(SAVE, {"source": "-- mine, more\n", "message": "", "parent": "1", "draft": kept})
    assert {bytes(draft.text) for draft in Draft.objects.all()} == {b"-- mine, more\n", b"-- other\n"}


@pytest.mark.parametrize("parent", ["9" * 25, "9" * 5000, "x"])
def test_a_parent_that_cannot_be_loses_nothing(editor, parent):
    script_with(ALLOW)
    page = editor.post(SAVE, {"source": "-- mine\n", "message": "", "parent": parent})
    assert (page.status_code, page.context["source"]) == (422, "-- mine\n")
    assert bytes(Draft.objects.get().text) == b"-- mine\n"


def test_saving_removes_it(editor):
    script_with(ALLOW)
    type_(editor, "-- a\n")
    editor.post(SAVE, {"source": "-- a!\n", "message": "Why", "parent": "1", "tab": "a"})
    assert not Draft.objects.exists()
