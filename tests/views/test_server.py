"""The page of one mail server."""

import pytest
from django.urls import reverse

from rules.services import publishing
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import REFUSE, revision, script_with
from tests.views.test_overview import own_queue  # noqa: F401

pytestmark = pytest.mark.django_db

NAME = "mx1.bigmail.example"
URL = reverse("server", args=[NAME])
LIVE = reverse("server_live", args=[NAME])
HTMX = {"HX-Request": "true"}


def go_live(source: bytes) -> None:
    script = script_with(source)
    first = revision(script, 1)
    publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)


@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_asks_strangers_to_sign_in(url):
    asks_to_sign_in(url)


@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_needs_a_role(browser_of, url):
    names_the_role(browser_of(None), url, "viewer")


@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_is_not_for_post(viewer, url):
    assert viewer.post(url).status_code == 405


def test_it_shows_what_happened_and_what_a_rule_would_count(viewer, own_queue, reading):  # noqa: F811
    own_queue((NAME, 5, "421 slow down"), (NAME, 20, "421 slow down"), (NAME, 30, "250 ok"), ("other", 1, "550 no"))
    with reading():
        page = viewer.get(URL)
    assert (page.context["total"], page.context["rule_count"]) == (3, 1)
    assert [row.attempt.reply.code for row in page.context["rows"]] == ["421", "421", "250"]
    assert [(each.code, each.count) for each in page.context["codes"]] == [("421", 2), ("250", 1)]
    assert page.context["per_minute"] == 3 / (24 * 60)
    assert "slow down" in page.text
    assert "no run of failures" in page.text
    own_queue(("fine.example", 5, "250 ok"))
    assert "no failure in this time" in viewer.get(reverse("server", args=["fine.example"])).text


def test_of_a_server_that_nobody_knows_it_says_so(viewer, queue):
    page = viewer.get(reverse("server", args=["nobody.example"]))
    assert page.status_code == 200
    assert "No attempt at this server" in page.text


@pytest.mark.parametrize("name", ["192.0.2.1", "A.EXAMPLE", "a.example.", "x" * 300, "<script>", "a/b c%2", "\u202eab"])
def test_odd_names_are_only_names(viewer, queue, name):
    page = viewer.get(reverse("server", args=[name]))
    assert page.status_code == 200
    assert "<script>" not in page.text.replace("<script src", "")


def test_without_a_database_it_says_so(viewer):
    assert "No VPOP3 database is connected" in viewer.get(URL).text


def test_a_bad_time_is_named(viewer, queue):
    assert viewer.get(URL, {"range": "century"}).status_code == 422


def test_what_live_says_comes_as_a_part(viewer, queue):
    go_live(REFUSE)
    part = viewer.get(reverse("server_live", args=["mx1.plain.example"]), headers=HTMX)
    assert (part.context["domain"], part.context["verdict"].usable) == ("mx1.plain.example", False) or (
        part.context["live"].kind == "fail"
    )
    assert "<html" not in part.text


def test_without_javascript_the_card_answers(viewer, queue):
    assert viewer.get(LIVE)["Location"] == f"{reverse('waiting')}?q={NAME}"


def test_where_nothing_is_live_it_says_so(viewer, queue):
    assert "Nothing is live yet" in viewer.get(LIVE, headers=HTMX).text


def test_a_name_that_is_no_domain_is_a_sentence(viewer, queue):
    go_live(REFUSE)
    part = viewer.get(reverse("server_live", args=["not a name"]), headers=HTMX)
    assert part.status_code == 200
    assert part.context["trouble"]
