"""Suggestions for the search of the send attempts."""

import pytest
from django.urls import reverse

from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("attempt_completions")


def offered(client, text):
    return [each["text"] for each in client.get(URL, {"q": text}).json()["suggestions"]]


def test_it_needs_a_sign_in_and_a_role(browser_of):
    asks_to_sign_in(URL)
    names_the_role(browser_of(None), URL, "viewer")


def test_servers_providers_and_codes_of_the_queue_are_offered(viewer, queue):
    attempt = viewer.get(reverse("attempts")).context["rows"][0].attempt
    assert f"server:{attempt.server_name}" in offered(viewer, f"later {attempt.server_name[:-2]}")
    assert f"to:{attempt.recipient}" in offered(viewer, f"to:{attempt.recipient[:-2]}")
    assert "code:4xx" in offered(viewer, "code:4")
    assert "server:" in offered(viewer, "")


def test_without_a_database_keys_are_offered_and_a_long_text_has_none(viewer):
    assert offered(viewer, "ser") == ["server:"]
    assert offered(viewer, "x" * 10_000) == []
