"""One revision, and its file."""

import pytest
from django.urls import reverse

from rules.presentation.listing import PORTION
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db


def url(number, what="revision_view"):
    return reverse(what, args=["mxserverrules.lua", number])


READS = ["revision_view", "revision_download", "revision_blame"]


@pytest.mark.parametrize("what", READS)
def test_it_needs_a_sign_in(what):
    asks_to_sign_in(url(1, what))


@pytest.mark.parametrize("what", READS)
def test_it_needs_a_role(browser_of, what):
    names_the_role(browser_of(None), url(1, what), "viewer")


def test_it_shows_the_text_and_what_changed(viewer, reading):
    script_with(ALLOW, REFUSE)
    with reading():
        page = viewer.get(url(2))
    assert page.context["previous"].number == 1
    assert "older: 1" in page.text
    assert "newer: 2" in viewer.get(url(1)).text
    changed = [(line.change, line.text) for line in page.context["diff"] if line.change != "same"]
    assert changed == [("removed", "    return true"), ("added", "    return false, 10")]


def test_the_first_revision_changed_nothing(viewer):
    script_with(ALLOW)
    page = viewer.get(url(1))
    assert (page.context["previous"], page.context["diff"], page.context["newer"]) == (None, [], None)
    assert "What changed since" not in page.text


@pytest.mark.parametrize("what", READS)
def test_a_revision_that_is_not_there_is_named(viewer, what):
    script_with(ALLOW)
    page = viewer.get(url(7, what))
    assert page.status_code == 404
    assert "mxserverrules.lua has no revision 7: there is only revision 1." in page.text
    assert f'href="{reverse("revision_list", args=["mxserverrules.lua"])}"' in page.text


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


def test_each_line_has_an_address_and_its_words_their_colours(viewer):
    script_with(b"-- why\nlocal x = 'text' -- <b>\n\n")
    page = viewer.get(url(1))
    assert [line.number for line in page.context["listing"].lines] == [1, 2, 3]
    for part in (
        'id="L2"',
        'href="#L2"',
        '<span class="code-comment">-- why</span>',
        '<span class="code-keyword">local</span>',
        "-- &lt;b&gt;",
    ):
        assert part in page.text


def test_a_very_long_text_comes_in_portions(viewer):
    script_with("".join(f"-- {number}\n" for number in range(PORTION * 2 + 5)).encode())
    first = viewer.get(url(1)).context["listing"]
    assert (len(first.lines), first.previous, first.next, first.total) == (PORTION, None, PORTION + 1, PORTION * 2 + 5)
    for asked in (PORTION * 2 + 2, 10**9):
        last = viewer.get(url(1), {"from": asked}).context["listing"]
        assert (last.lines[0].number, len(last.lines), last.previous, last.next) == (
            PORTION * 2 + 1,
            5,
            PORTION + 1,
            None,
        )
    assert viewer.get(url(1), {"from": "x"}).context["listing"].lines[0].number == 1


def test_a_revision_of_a_megabyte_makes_a_usable_page(viewer):
    """Check few lines and many: 20 times the text would be 20 MB of page."""
    for name, source in (("long.lua", b"x = '" + b"y" * 1_000_000 + b"'\n"), ("many.lua", b"x = 1\n" * 170_000)):
        script_with(source, name=name)
        page = viewer.get(reverse("revision_view", args=[name, 1]))
        assert page.status_code == 200
        assert len(page.content) < 2_500_000


def test_an_empty_text_is_said_to_be_empty(viewer):
    script_with(ALLOW, b"")
    assert "The text is empty." in viewer.get(url(2), {"blame": "1"}).text


def test_it_says_with_which_revision_each_line_came_in(viewer):
    script_with(b"-- one\n-- two\n", b"-- one\n-- new\n-- two\n", b"-- new\n-- two\n-- last\n")
    page = viewer.get(url(3), {"blame": "1"})
    assert [line.origin and line.origin.number for line in page.context["listing"].lines] == [2, 1, 3]
    assert "Text 2" in page.text
    answer = viewer.get(url(3, "revision_blame")).json()
    assert answer["lines"] == [2, 1, 3]
    assert answer["revisions"]["2"]["message"] == "Text 2"


def test_lines_typed_since_are_not_saved_yet(viewer):
    script_with(b"-- one\n", b"-- one\n-- two\n")
    answer = viewer.post(url(2, "revision_blame"), {"source": "-- one\n-- typed\n-- two\n"}).json()
    assert answer["lines"] == [1, None, 2]
    assert sorted(answer["revisions"]) == ["1", "2"]
    assert viewer.post(url(2, "revision_blame"), {"source": "\0"}).status_code == 422


def test_it_says_when_it_did_not_look_back_to_the_beginning(viewer, monkeypatch):
    script_with(b"-- one\n", b"-- one\n-- two\n", b"-- one\n-- two\n-- three\n")
    assert viewer.get(url(3, "revision_blame")).json()["earliest"] is None
    assert "or earlier" not in viewer.get(url(3), {"blame": "1"}).text
    monkeypatch.setattr("rules.queries.revisions.MOST_BLAMED", 40)
    answer = viewer.get(url(3, "revision_blame")).json()
    assert answer["lines"] == [2, 2, 3]
    assert answer["earliest"] == 2
    assert "</a> or earlier" in " ".join(viewer.get(url(3), {"blame": "1"}).text.split())


def test_lines_of_a_restored_text_keep_their_first_authors(viewer):
    script_with(b"-- a\n", b"-- a\n-- b\n", b"", b"-- a\n-- b\n")
    assert viewer.get(url(4, "revision_blame")).json()["lines"] == [1, 2]


@pytest.mark.parametrize("query", ["", "?blame=1"])
def test_the_number_of_queries_does_not_grow_with_the_revisions(editor, reading, query):
    texts = [b"".join(b"-- %d\n" % line for line in range(count)) for count in range(2, 14)]
    script_with(*texts)
    with reading() as few:
        editor.get(url(3) + query)
    with reading() as many:
        editor.get(url(11) + query)
    assert len(many) == len(few)
