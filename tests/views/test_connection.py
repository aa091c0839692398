"""The connection page."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("connection")


def test_it_asks_strangers_to_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_without_a_database_it_says_how_to_connect_one(viewer, reading):
    with reading():
        page = viewer.get(URL)
    assert page.status_code == 200
    assert not page.context["vpop3"].configured


def test_it_names_every_protection_of_the_sandbox(viewer):
    protections = viewer.get(URL).context["protections"]
    assert protections
    assert all(protection.name for protection in protections)


def test_it_lists_the_columns_that_were_found(viewer, queue, reading):
    with reading():
        page = viewer.get(URL)
    assert {"server", "starttime", "result"} <= {column.name for column in page.context["columns"]}
    assert "documented by the vendor" in page.text


def test_a_role_that_may_only_read_is_no_cause_for_a_warning(viewer, queue):
    privileges = viewer.get(URL).context["privileges"]
    assert (privileges.beyond, privileges.writes) == ((), ())


def test_a_role_that_could_write_is_warned_of(viewer, settings, demo_queue, postgres):
    settings.VPOP3_DATABASE_URL = postgres.url("vpop3")
    page = viewer.get(URL)
    assert "SUPERUSER" in page.context["privileges"].beyond


def test_a_database_that_is_away_is_a_sentence_without_the_password(viewer, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://reader:hush-hush@127.0.0.1:1/vpop3"
    page = viewer.get(URL)
    assert page.status_code == 200
    assert "cannot be reached" in page.text
    assert "hush-hush" not in page.text
