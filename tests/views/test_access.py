"""The rules of all pages together: none is forgotten."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from rules.web.access import SignInRequired, client_address

WITHOUT_A_ROLE = {
    *("login", "logout", "session", "sign_in_again", "invitation"),
    *("account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn"),
    *("openid_connect_login", "openid_connect_callback"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
}
"""The pages on the way to a sign-in."""


def pages():
    return [pattern for included in get_resolver().url_patterns for pattern in included.url_patterns]


def test_every_page_states_its_rule_but_signing_in_and_out():
    """A view behind `needs` is a wrapper around the view as written."""
    unruled = {page.name for page in pages() if not _states_a_rule(page.callback)}
    assert unruled == WITHOUT_A_ROLE


def _states_a_rule(view):
    while view is not None:
        if view.__code__.co_filename.endswith("rules/web/access.py"):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_a_page_that_forgot_its_rule_would_still_need_a_sign_in(settings):
    assert "rules.web.access.SignInRequired" in settings.MIDDLEWARE
    request = RequestFactory().get("/forgotten/")
    request.user = AnonymousUser()
    answer = SignInRequired(HttpResponse).process_view(request, lambda _: HttpResponse("shown"), (), {})
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/forgotten/")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, None, "192.0.2.1", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 198.51.100.1", "192.0.2.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "192.0.2.1", "203.0.113.9"),
        (2, "198.51.100.1", "192.0.2.1", None),
        (1, None, "192.0.2.1", None),
        (1, "203.0.113.9, 198.51.100.1:1000", "192.0.2.1", "198.51.100.1"),
        (1, "[2001:db8::1]:443", "192.0.2.1", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "192.0.2.1", "198.51.100.1"),
        (1, "[::ffff:198.51.100.1]:9", "192.0.2.1", "198.51.100.1"),
        (1, "198.51.100.1,", "192.0.2.1", None),
        (1, "198.51.100.1:port", "192.0.2.1", None),
        (0, None, "192.0.2.1:4000", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1", None),
        (0, None, "", None),
        (0, None, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_only(settings, proxies, forwarded, remote, address):
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == address
