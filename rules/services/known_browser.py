"""The cookie of a browser in which an account was signed in before: guesses elsewhere do not lock its owner out there.

It is signed, names the account and a mark of its password, and is worth nothing for another account or after the
password has changed. It signs nobody in.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

SALT = "rules.services.known_browser"
AGE = timedelta(days=180)
MOST = 5
"""The accounts of one browser; the one that was longest away is forgotten."""


def name_of(request: HttpRequest, username: str) -> str:
    """Return the browser's name where the account has signed in there before, else an empty text."""
    found = _accounts(request).get(username)
    user = User.objects.filter(username=username).first() if found else None
    if found is None or user is None or not constant_time_compare(found["mark"], _mark(user)):
        return ""
    return found["browser"]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Add the account to the browser's cookie, after a sign-in."""
    accounts = _accounts(request)
    name = user.get_username()
    known = accounts.pop(name, None)
    browser = known["browser"] if known else get_random_string(16)
    accounts[name] = {"browser": browser, "mark": _mark(user)}
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(dict(list(accounts.items())[-MOST:]), salt=SALT),
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _accounts(request: HttpRequest) -> dict[str, dict[str, str]]:
    try:
        found: dict[str, dict[str, str]] = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=AGE
        )
    except signing.BadSignature:
        return {}
    return found


def _mark(user: User) -> str:
    return salted_hmac(SALT, user.password).hexdigest()[:16]
