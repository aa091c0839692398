"""The time zone in which this browser shows times."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rules.access import SignedIn, needs
from rules.roles import Role
from rules.zones import COOKIE, is_zone

YEAR = 365 * 24 * 60 * 60


@require_POST
@needs(Role.VIEWER)
def zone(request: SignedIn) -> HttpResponse:
    """Remembered by the browser, not by the account: it is a matter of where somebody sits."""
    name = request.POST.get("zone", "")
    if not is_zone(name):
        return HttpResponseBadRequest(f"{name[:100]!r} is not a time zone.", content_type="text/plain; charset=utf-8")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "home"
    response = redirect(back)
    response.set_cookie(COOKIE, name, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response
