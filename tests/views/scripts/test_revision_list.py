"""The list of revisions."""

import pytest
from django.urls import reverse

from rules import queries
from rules.services import revisions
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db

URL = reverse("revision_list", args=["mxserverrules.lua"])


def script_with_many(count):
    script = script_with(ALLOW)
    for number in range(1, count):
        revisions.save(script=script, source=b"-- %d\n" % number, message=f"No. {number}", actor=None, parent=number)
    return script


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_it_shows_the_newest_first(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading():
        page = viewer.get(URL)
    assert [revision.number for revision, _ in page.context["revisions"]] == [2, 1]
    assert page.text.index("Text 2") < page.text.index("Text 1")


def test_a_script_without_revisions_says_so(viewer):
    assert "No revision yet" in viewer.get(URL).text


def test_it_comes_in_pages_and_a_page_out_of_range_is_the_nearest(viewer):
    script_with_many(queries.PER_PAGE + 1)
    assert len(viewer.get(URL).context["revisions"]) == queries.PER_PAGE
    for page in ("2", "99"):
        assert [revision.number for revision, _ in viewer.get(URL, {"page": page}).context["revisions"]] == [1]
    assert viewer.get(URL, {"page": "x"}).context["page"].number == 1


def test_no_text_is_loaded_and_the_number_of_queries_does_not_grow(viewer, reading):
    script = script_with(ALLOW, REFUSE)
    with reading() as few:
        viewer.get(URL)
    for number in range(2, 40):
        revisions.save(script=script, source=b"-- %d\n" % number, message="Why", actor=None, parent=number)
    with reading() as many:
        viewer.get(URL)
    assert len(many) == len(few)
    assert not [query["sql"] for query in many if '"rules_revision"."source"' in query["sql"]]


def found(viewer, words):
    page = viewer.get(URL, {"search": words})
    return [(each.number, each.came, each.went) for each, _ in page.context["revisions"]]


def test_words_are_found_in_messages_and_where_they_came_into_the_text_and_left_it(viewer):
    script_with(b"-- a\n", b"-- a 100%_b\n", b"-- a 100%_b\n-- c\n", b"-- c\n")
    assert found(viewer, "100%_b") == [(4, False, True), (2, True, False)]
    assert found(viewer, "TEXT 3") == [(3, False, False)]
    assert found(viewer, "-- a") == [(4, False, True), (1, True, False)]
    assert found(viewer, "nothing has this") == []
    assert "Nothing found for" in viewer.get(URL, {"search": "no\0thing has this"}).text


def test_letters_that_are_not_ascii_are_found_in_either_encoding(viewer):
    script_with(b"-- caf\xe9\n", "-- café au lait\n".encode(), b"-- ?uro\n")
    assert found(viewer, "café") == [(3, False, True), (1, True, False)]
    assert found(viewer, "€uro") == []


def test_a_search_goes_on_over_its_pages(viewer):
    script_with_many(queries.PER_PAGE + 3)
    page = viewer.get(URL, {"search": "No. ", "page": "2"})
    assert [each.number for each, _ in page.context["revisions"]] == [3, 2]
    assert "?search=No.&amp;page=1" in page.text


def test_an_import_has_a_message_proposed(editor):
    assert editor.get(URL).context["upload_form"]["message"].value() == "As VPOP3 has it"
    script_with(ALLOW)
    assert editor.get(URL).context["upload_form"]["message"].value() == "Import a file"
