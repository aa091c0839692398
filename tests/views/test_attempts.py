"""Send attempts."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("attempts")


def test_it_asks_strangers_to_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_the_newest_come_first(viewer, queue, reading):
    with reading():
        page = viewer.get(URL)
    started = [row.attempt.started for row in page.context["rows"]]
    assert started == sorted(started, reverse=True)
    assert len(started) == 50


def test_pages_follow_each_other_without_a_row_twice(viewer, queue):
    first = viewer.get(URL, {"range": "7d"})
    second = viewer.get(URL + first.context["next_query"])
    handles = [row.attempt.handle for page in (first, second) for row in page.context["rows"]]
    assert len(set(handles)) == 100
    assert second.context["first_query"] == "?range=7d"


@pytest.mark.parametrize("outcome", ["delivered", "transient", "permanent", "no_reply_code"])
def test_an_outcome_can_be_chosen(viewer, queue, outcome):
    page = viewer.get(URL, {"range": "14d", "outcome": outcome})
    assert {row.attempt.outcome.value for row in page.context["rows"]} == {outcome}


def test_a_server_can_be_chosen(viewer, queue):
    server = viewer.get(URL).context["rows"][0].attempt.server
    page = viewer.get(URL, {"server": f" {server} "})
    assert {row.attempt.server for row in page.context["rows"]} == {server}


def test_from_and_to_bound_the_time(viewer, queue):
    newest = viewer.get(URL).context["rows"][0].attempt.started
    page = viewer.get(URL, {"until": newest.strftime("%Y-%m-%dT%H:%M"), "since": "2020-01-01T00:00"})
    assert all(row.attempt.started < newest for row in page.context["rows"])


def test_each_row_leads_to_a_dry_run_of_its_destination(viewer, queue):
    page = viewer.get(URL)
    first = page.context["rows"][0]
    assert f"domain={first.destination}" in first.dry_run_query
    address = reverse("dry_run", args=["mxserverrules.lua"]) + "?" + first.dry_run_query
    assert viewer.get(address).context["form"]["domain"].value() == first.destination


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"range": "fortnight"}, "range", "Select a valid choice"),
        ({"outcome": "lost"}, "outcome", "Select a valid choice"),
        ({"since": "yesterday"}, "since", "Write date and time like 2026-11-23 14:30."),
        ({"since": "2026-11-02T00:00", "until": "2026-11-01T00:00"}, "until", "ends before it begins"),
        ({"server": "s" * 256}, "server", "at most 255 characters"),
        ({"after": "forged"}, "__all__", "begin again at the first page"),
    ],
)
def test_bad_input_is_explained_and_kept(viewer, queue, query, field, sentence):
    page = viewer.get(URL, query)
    assert page.status_code == 422
    form = page.context["filter_form"]
    assert sentence in str(form.errors[field])
    assert all(form[name].value() == value for name, value in query.items() if name != "after")


def test_without_a_database_the_page_says_how_to_connect_one(viewer):
    page = viewer.get(URL)
    assert page.status_code == 200
    assert not page.context["database"].configured
    assert "MXADMIN_VPOP3_DATABASE_URL" in page.text


def test_a_database_that_is_away_is_a_sentence_without_the_password(viewer, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://reader:hush-hush@127.0.0.1:1/vpop3"
    page = viewer.get(URL)
    assert page.status_code == 200
    assert (page.context["database"].configured, page.context["database"].reachable) == (True, False)
    assert "cannot be reached" in page.text
    assert "hush-hush" not in page.text
