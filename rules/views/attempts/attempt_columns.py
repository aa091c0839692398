"""The columns that this browser shows of the send attempts."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from rules.models.roles import Role
from rules.outqueue.attempts.columns import Columns
from rules.presentation.attempt_columns import COOKIE, AttemptTable, attempt_table, known_names
from rules.views.time_zone import YEAR, way_back
from rules.web.access import SignedIn, needs


@require_POST
@needs(Role.VIEWER)
def attempt_columns(request: SignedIn) -> HttpResponse:
    """Set the columns, which the browser remembers: a small screen has room for fewer. None: the usual ones."""
    response = HttpResponseRedirect(way_back(request))
    chosen = "" if "usual" in request.POST else known_names(request.POST.getlist("column"))
    response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


def table_of(request: SignedIn, columns: Columns) -> AttemptTable:
    return attempt_table(columns, request.COOKIES.get(COOKIE, ""))
