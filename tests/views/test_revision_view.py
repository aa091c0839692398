"""One revision, and its file."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db


def url(number, what="revision_view"):
    return reverse(what, args=["mxserverrules.lua", number])


@pytest.mark.parametrize("what", ["revision_view", "revision_download"])
def test_it_asks_strangers_to_sign_in(what):
    asks_to_sign_in(url(1, what))


@pytest.mark.parametrize("what", ["revision_view", "revision_download"])
def test_it_needs_a_role(browser_of, what):
    names_the_role(browser_of(None), url(1, what), "viewer")


def test_it_shows_the_text_and_what_changed(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading():
        page = viewer.get(url(2))
    assert page.context["previous"].number == 1
    changed = [(line.change, line.text) for line in page.context["diff"] if line.change != "same"]
    assert changed == [("removed", "    return true"), ("added", "    return false, 10")]


def test_all_of_the_first_revision_is_new(viewer):
    script_with(ALLOW)
    page = viewer.get(url(1))
    assert page.context["previous"] is None
    assert {line.change for line in page.context["diff"]} == {"added"}


@pytest.mark.parametrize("what", ["revision_view", "revision_download"])
def test_a_revision_that_is_not_there_is_named(viewer, what):
    script_with(ALLOW)
    page = viewer.get(url(7, what))
    assert page.status_code == 404
    assert "mxserverrules.lua has no revision 7." in page.text


def test_the_file_has_the_exact_bytes(viewer, reading):
    source = b"-- caf\xe9\r\nreturn\r\n"
    script_with(source)
    with reading():
        file = viewer.get(url(1, "revision_download"))
    assert file.content == source
    assert file["Content-Disposition"] == "attachment; filename*=UTF-8''mxserverrules.lua"
    assert file["X-Content-Type-Options"] == "nosniff"


def test_markup_in_a_script_is_only_text(viewer):
    script_with(b"-- <script>alert(1)</script>\n")
    assert "<script>alert(1)" not in viewer.get(url(1)).text
