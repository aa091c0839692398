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
