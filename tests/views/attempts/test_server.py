"""The page of one mail server."""

import pytest
from django.urls import reverse

from rules.services import publishing
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import REFUSE, revision, script_with
from tests.views.attempts.test_overview import own_queue  # noqa: F401

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
def test_it_needs_a_sign_in(url):
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


def test_replies_that_differ_in_addresses_and_numbers_only_are_one_share(viewer, own_queue):  # noqa: F811
    own_queue(*[(NAME, n, f"421 4.7.0 Too many from 192.0.2.{n}") for n in range(1, 4)], (NAME, 9, None))
    own_queue((NAME, 5, "421 4.3.2 Shutting down"), (NAME, 6, "250 2.0.0 Ok: queued as A1B2"), ("other", 7, "550 no"))
    page = viewer.get(URL)
    found = page.context["shares"].replies
    assert (found[0].reply.code, found[0].kind.count, found[0].percent) == ("421", 3, 50.0)
    assert {(each.reply.text, each.kind.count) for each in found[1:]} == {
        ("Shutting down", 1),
        ("Ok: queued as A1B2", 1),
        ("", 1),
    }
    for each in found:
        query = f"{page.context['range_query']}&server={NAME}&{each.query}"
        assert len(viewer.get(f"{reverse('attempts')}?{query}").context["rows"]) == each.kind.count


def test_shares_of_a_busy_server_are_those_of_its_newest_replies(viewer, own_queue, monkeypatch):  # noqa: F811
    monkeypatch.setattr("rules.outqueue.statistics.similar_replies.LOOKED_AT", 2)
    monkeypatch.setattr("rules.presentation.replies.SHOWN_SHARES", 1)
    own_queue((NAME, 1, "421 slow"), (NAME, 2, "250 ok"), (NAME, 3, "550 no"))
    page = viewer.get(URL)
    assert (page.context["shares"].total, page.context["total"]) == (2, 3)
    assert "Of the newest 2 attempts. 1 rarer reply is not shown." in " ".join(page.text.split())


def test_an_unknown_server_is_named_as_unknown(viewer, queue):
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


def test_the_live_decision_comes_as_a_part(viewer, queue):
    go_live(REFUSE)
    part = viewer.get(reverse("server_live", args=["mx1.plain.example"]), headers=HTMX)
    assert (part.context["domain"], part.context["verdict"].usable) == ("mx1.plain.example", False)
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
