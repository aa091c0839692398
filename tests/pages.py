"""Rules for every page, as sentences to be used in its tests."""

from django.test import Client
from django.urls import reverse


def asks_to_sign_in(url: str, method: str = "get") -> None:
    """A signed-out person is sent to sign in and comes back; what was posted is not lost on the way."""
    answer = getattr(Client(), method)(url)
    if method == "get":
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("login") + "?next=/")
    else:
        assert answer.status_code == 401
        assert "signed out" in answer.text


def names_the_role(client: Client, url: str, needed: str, method: str = "get") -> None:
    """A person without the role is told which one it is, and who can give it."""
    answer = getattr(client, method)(url)
    assert answer.status_code == 403
    assert f"--role {needed}" in answer.text
