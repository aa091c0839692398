"""The time zone and the language of dates that a person chooses."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

pytestmark = pytest.mark.django_db

ACCOUNT, TIMES, PEOPLE = reverse("account"), reverse("account_times"), reverse("people")


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        ("en-gb", "31 Oct 2025 14:04:05"),
        ("en-us", "Oct 31, 2025, 2:04:05 PM"),
        ("de", "31. Okt 2025 14:04:05"),
        ("ja", "2025年10月31日 14:04:05"),
        ("iso", "2025-10-31 14:04:05"),
    ],
)
def test_dates_are_written_in_the_language_and_the_zone_that_were_chosen(publisher, dates, text):
    account = User.objects.create(username="anna", date_joined=datetime(2025, 10, 31, 13, 4, 5, tzinfo=UTC))
    assert publisher.post(TIMES, {"zone": "Europe/Paris", "dates": dates})["Location"] == ACCOUNT
    assert text in publisher.get(reverse("person", args=[account.pk])).text
    assert "Choose one from the list" not in publisher.get(ACCOUNT).text


@pytest.mark.parametrize("sent", [{"zone": "Mars/Olympus"}, {"dates": "klingon"}, {"zone": ""}])
def test_what_there_is_not_is_said_beside_the_field(viewer, sent):
    page = viewer.post(TIMES, {"zone": "UTC", "dates": "de"} | sent)
    assert page.status_code == 422
    assert "errorlist" in page.text


def test_a_cookie_that_names_no_language_is_english(viewer):
    viewer.cookies["mxadmin-dates"] = "../../x"
    assert viewer.get(ACCOUNT).status_code == 200
