"""Choosing the time zone of the pages."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db

URL = reverse("zone")


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL, "post")


def test_looking_changes_nothing(viewer):
    assert viewer.get(URL).status_code == 405


def test_the_choice_is_remembered_and_leads_back(viewer):
    answer = viewer.post(URL, {"zone": "Asia/Tokyo", "next": "/attempts/?range=7d"})
    assert answer["Location"] == "/attempts/?range=7d"
    assert viewer.cookies["mxadmin-zone"].value == "Asia/Tokyo"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_never_leads_elsewhere(viewer, elsewhere):
    assert viewer.post(URL, {"zone": "UTC", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../UTC", "UTC\0"])
def test_an_unknown_time_zone_is_refused(viewer, name):
    answer = viewer.post(URL, {"zone": name, "next": "/"})
    assert answer.status_code == 400
    assert "mxadmin-zone" not in viewer.cookies
