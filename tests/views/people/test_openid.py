"""Signing in by OpenID Connect, with a provider on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from rules.models import AuditEntry
from rules.models.roles import Role

pytestmark = pytest.mark.django_db

LOGIN = reverse("openid_connect_login", args=["oidc"])
CALLBACK = reverse("openid_connect_callback", args=["oidc"])


class Provider:
    """A provider whose answers a test sets. `person` is what it says of whoever comes; None: it fails."""

    def __init__(self) -> None:
        self.person: dict[str, object] | None = {"sub": "4711", "email": "anna@example.com", "email_verified": True}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._say(provider.answer(self.path))

            do_POST = do_GET

            def _say(self, answer):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = json.dumps(answer).encode()
                self.send_response(200 if answer is not None else 500)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def answer(self, path: str):
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            }
        return {"access_token": "t", "token_type": "Bearer"} if path.startswith("/token") else self.person

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def provider(settings):
    it = Provider()
    app = {
        "provider_id": "oidc",
        "name": "Example",
        "client_id": "mxadmin",
        "secret": "s",
        "settings": {"server_url": it.url},
    }
    settings.OIDC_URL, settings.OIDC_NAME = urlsplit(it.url), "Example"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield it
    it.close()


@pytest.fixture
def anna() -> User:
    user = User.objects.create_user("anna", email="anna@example.com", password="four words nobody guesses")
    user.groups.add(Group.objects.get_or_create(name=Role.EDITOR.value)[0])
    return user


def come_back(browser: Client, process: str = "login"):
    """Go to the provider and come back with its code. Return the page on which that ends."""
    sent = browser.post(f"{LOGIN}?process={process}")
    query = parse_qs(urlsplit(sent["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    return browser.get(CALLBACK, {"code": "c", "state": query["state"][0]})


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.fixture
def connected(provider, anna) -> User:
    browser = Client()
    browser.force_login(anna)
    come_back(browser, "connect")
    assert SocialAccount.objects.get().user == anna
    return anna


def test_the_sign_in_page_offers_the_provider_by_a_button(provider):
    page = Client().get(reverse("login"))
    assert "Sign in with Example" in page.text
    assert Client().get(LOGIN).status_code == 200, "a link alone starts nothing: the button of its page does"


def test_an_identity_that_its_owner_connected_signs_in_and_is_recorded(connected):
    browser = Client()
    assert come_back(browser)["Location"] == reverse("home")
    assert signed_in(browser)
    assert [*AuditEntry.objects.order_by("pk").values_list("action", flat=True)] == ["identity_add", "sign_in"]


def test_no_account_is_found_by_an_address_that_the_provider_claims(provider, anna):
    browser = Client()
    page = come_back(browser)
    assert "No account is connected" in page.text
    assert not signed_in(browser)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("person", [{}, {"email": "anna@example.com"}, None, [], "no"])
def test_a_provider_that_says_nothing_of_use_signs_nobody_in(provider, anna, person):
    provider.person = person
    browser = Client()
    page = come_back(browser)
    assert "Sign-in failed" in page.text
    assert not signed_in(browser)


def test_a_provider_that_is_away_is_said(provider, anna):
    provider.close()
    page = Client().post(LOGIN)
    assert "Sign-in failed" in page.text


def test_a_state_that_was_not_sent_is_refused(connected):
    browser = Client()
    page = browser.get(CALLBACK, {"code": "c", "state": "forged"})
    assert "Sign-in failed" in page.text
    assert not signed_in(browser)


def test_a_disabled_account_is_not_signed_in(connected):
    User.objects.update(is_active=False)
    browser = Client()
    assert come_back(browser)["Location"] == reverse("account_inactive")
    assert not signed_in(browser)
    assert browser.get(reverse("account_inactive")).status_code == 200
