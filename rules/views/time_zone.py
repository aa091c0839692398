"""The time zone in which this browser shows times."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rules.models.roles import Role
from rules.web.access import SignedIn, needs
from rules.web.time_zone import COOKIE, is_zone

LONGEST = 2_000
YEAR = 365 * 24 * 60 * 60


@require_POST
@needs(Role.VIEWER)
def zone(request: SignedIn) -> HttpResponse:
    """Set the time zone, which the browser remembers, not the account: it is a matter of where somebody sits."""
    name = request.POST.get("zone", "")
    if not is_zone(name):
        return HttpResponseBadRequest(f"{name[:100]!r} is not a time zone.", content_type="text/plain; charset=utf-8")
    response = HttpResponseRedirect(way_back(request))
    response.set_cookie(COOKIE, name, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


def way_back(request: SignedIn) -> str:
    """An address of ours, never the name of a view, and nothing that a header cannot hold."""
    back = request.POST.get("next", "")
    ours = back.startswith("/") and back.isprintable() and len(back) <= LONGEST
    if ours and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    return reverse("home")
