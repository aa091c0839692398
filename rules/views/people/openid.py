"""Sign-in by OpenID Connect: only with an identity that the account's owner connected, whatever a provider answers."""

import logging
from functools import wraps
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from requests import RequestException

from rules.web.access import View

log = logging.getLogger(__name__)


class KnownIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """An identity that no account is connected with makes none, and gets none by its e-mail address, which the
    provider may only claim."""

    def is_open_for_signup(self, _request: HttpRequest, _identity: object) -> bool:
        return False


def provider_name() -> str:
    """Return the name of the provider; empty where none is set. The sign-in page asks no database for it."""
    return settings.OIDC_NAME if settings.OIDC_URL.netloc else ""


def _explained(view: View) -> View:
    """Say so where the provider is away, or answers what no provider may: allauth takes its answers as they come."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("The provider of OpenID Connect gave no usable answer: %s: %s", type(error).__name__, error)
            return _failed(request)

    opened: View = login_not_required(answered)
    return opened


def _failed(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", status=502)


login, callback = _explained(views.login), _explained(views.callback)
