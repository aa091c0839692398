"""Comparing any two texts of a script."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from rules import queries
from rules.models import Script
from rules.services import drafts
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("revision_compare", args=["mxserverrules.lua"])


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_side_by_side_what_was_replaced_stands_opposite_with_its_words_marked(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading():
        page = viewer.get(URL, {"old": "1", "new": "2"})
    (row,) = [row for row in page.context["rows"] if row.old and row.old.change == "removed"]
    assert (row.old.text, row.new.text) == ("    return true", "    return false, 10")
    assert "return <mark>false, 10</mark>" in page.text
    assert "return <mark>true</mark>" in page.text


def test_in_one_column(viewer):
    script_with(ALLOW, REFUSE)
    page = viewer.get(URL, {"old": "2", "new": "1", "view": "unified"})
    assert page.context["rows"] == []
    assert [line.text for line in page.context["lines"] if line.change == "added"] == ["    return true"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ("revision 1", "revision 3")),
        ({"new": "1"}, ("the empty script", "revision 1")),
        ({"new": "3", "old": "2"}, ("revision 2", "revision 3")),
        ({"new": "live", "old": "latest"}, ("revision 3", "revision 1")),
        ({"old": "0", "new": "x"}, ("the empty script", "revision 3")),
    ],
)
def test_without_a_choice_the_latest_is_compared_with_what_is_live(viewer, asked, names):
    script = script_with(ALLOW, REFUSE, b"-- three\n")
    Script.objects.update(live=revision(script, 1))
    page = viewer.get(URL, asked)
    assert (page.context["old"].name, page.context["new"].name) == names


def test_a_draft_is_compared_only_for_its_owner(editor, viewer):
    script = script_with(ALLOW)
    anna = User.objects.get(username="editor")
    drafts.keep(script=script, user=anna, text="-- draft\n", parent=1)
    drafts.keep(script=script, user=person(None, "ben"), text="-- ben\n", parent=1)
    page = editor.get(URL, {"old": "1", "new": "draft"})
    assert "-- draft" in page.text
    assert viewer.get(URL, {"new": "draft"}).status_code == 404


def test_a_revision_that_is_not_there_is_named_with_those_that_are(viewer):
    script_with(ALLOW, REFUSE)
    page = viewer.get(URL, {"old": "9"})
    assert page.status_code == 404
    assert "has no revision 9: there are 1 to 2." in page.text


def test_nothing_saved_yet(viewer):
    page = viewer.get(URL)
    assert "The texts are the same, byte for byte." in page.text


@pytest.mark.parametrize("view", ["side", "unified"])
def test_a_difference_in_line_ends_alone_is_named(viewer, view):
    script_with(ALLOW, ALLOW.replace(b"\n", b"\r\n"))
    page = viewer.get(URL, {"old": "1", "new": "2", "view": view})
    assert "No line differs. Line ends are CRLF now; they were LF." in page.text
    assert "byte for byte" not in page.text


def test_a_draft_is_compared_as_it_would_be_saved(editor):
    script = script_with(ALLOW.replace(b"\n", b"\r\n"))
    anna = User.objects.get(username="editor")
    drafts.keep(script=script, user=anna, text=ALLOW.decode() + "-- more\n", parent=1)
    assert "Line ends are" not in editor.get(URL, {"old": "1", "new": "draft"}).text
    drafts.keep(script=script, user=anna, text=("x" * 1023 + "\n") * 1025, parent=1)
    assert "Line ends are LF now" in editor.get(URL, {"old": "1", "new": "draft"}).text  # as it can only be kept


def test_any_two_of_many_can_be_chosen_by_their_numbers(viewer, monkeypatch):
    script_with(*(f"-- {number}\n".encode() for number in range(4)))
    assert "or No." not in viewer.get(URL).text
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    page = viewer.get(URL, {"old": "4", "old_number": "1", "new": "3", "new_number": " 2 "})
    assert (page.context["old"].name, page.context["new"].name) == ("revision 1", "revision 2")
    assert page.text.count('max="4" placeholder="or No."') == 2
    assert viewer.get(URL, {"old_number": "5"}).status_code == 404


def test_markup_is_only_text(viewer):
    script_with(b"-- <b>one</b> two three\n", b"-- <b>one</b> two four\n")
    page = viewer.get(URL, {"old": "1", "new": "2"})
    assert "<b>" not in page.text
