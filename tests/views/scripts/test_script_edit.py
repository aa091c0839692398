"""The editor."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("script_edit", args=["mxserverrules.lua"])
REVISIONS = reverse("revision_list", args=["mxserverrules.lua"])


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_shows_the_latest_revision(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading():
        page = viewer.get(URL)
    assert page.status_code == 200
    assert page.context["source"] == REFUSE.decode()
    assert page.context["revision"].number == 2
    assert "An older text" not in page.text
    assert "return false, 10" in page.text


def test_it_shows_the_revision_that_was_asked_for_and_saves_after_the_latest(editor):
    script_with(ALLOW, REFUSE)
    page = editor.get(URL, {"revision": "1"})
    assert page.context["source"] == ALLOW.decode()
    assert page.context["parent"] == 2
    assert "An older text: a save puts it after revision 2" in " ".join(page.text.split())


def test_a_viewer_reads_and_an_editor_writes(viewer, editor):
    script_with(ALLOW)
    assert (viewer.get(URL).context["can_edit"], editor.get(URL).context["can_edit"]) == (False, True)


def test_the_routing_script_is_there_before_its_first_revision(editor, reading):
    with reading():
        page = editor.get(URL)
    assert (page.status_code, page.context["source"], page.context["parent"]) == (200, "", None)
    assert "or paste it from VPOP3" in page.text
    assert REVISIONS + "#import" in page.text
    assert 'class="card upload" open' in editor.get(REVISIONS).text


def test_files_come_in_and_go_out_from_the_menu_of_revisions(viewer, editor):
    script_with(ALLOW, REFUSE)
    assert f'href="{REVISIONS}1/download/"' in editor.get(URL, {"revision": "1"}).text
    assert f'href="{REVISIONS}#import"' in editor.get(URL).text
    assert f'href="{REVISIONS}2/download/"' in viewer.get(URL).text
    assert "#import" not in viewer.get(URL).text


def test_a_text_that_is_not_utf_8_is_shown(viewer):
    script_with(b"-- caf\xe9\n")
    assert viewer.get(URL).context["source"] == "-- caf\xe9\n"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/scripts/other.lua/", "There is no script other.lua"),
        (URL + "?revision=9", "has no revision 9: there is only revision 1"),
        (URL + "?revision=" + "9" * 40, "has no revision 999999999: there is only revision 1"),
    ],
)
def test_a_missing_revision_is_named(viewer, path, told):
    script_with(ALLOW)
    page = viewer.get(path)
    assert page.status_code == 404
    assert told in page.text


def test_the_number_of_queries_does_not_grow_with_the_revisions(viewer, reading):
    script = script_with(ALLOW, REFUSE)
    with reading() as few:
        viewer.get(URL)
    add = [f"-- {number}\n".encode() for number in range(30)]
    for number, source in enumerate(add, 2):
        _save_after(script, number, source)
    with reading() as many:
        viewer.get(URL)
    assert len(many) == len(few)


def _save_after(script, parent, source):
    from rules.services import revisions

    revisions.save(script=script, source=source, message="Why", actor=None, parent=parent)
    assert revision(script, parent + 1)


@pytest.mark.parametrize("number", ["99", "9" * 25, "9" * 5000])
@pytest.mark.parametrize(
    ("page", "asked"), [("script_edit", "revision"), ("revision_compare", "old"), ("scenario_list", "revision")]
)
def test_a_revision_that_cannot_be_is_missing(editor, number, page, asked):
    script_with(ALLOW)
    answer = editor.get(reverse(page, args=["mxserverrules.lua"]), {asked: number})
    assert answer.status_code == 404
    assert f"has no revision {number[:9]}: there is only revision 1" in answer.text
