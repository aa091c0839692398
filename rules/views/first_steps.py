"""The first steps on Home, and hiding them."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rules import queries
from rules.models import Script
from rules.models.roles import Role
from rules.outqueue.connection.state import ServiceState
from rules.presentation.first_steps import Facts, FirstSteps, first_steps
from rules.services.delivery import goes_to_folder
from rules.web.access import SignedIn, needs
from rules.wiring import health

COOKIE = "first_steps"
HIDDEN = "hidden"
YEAR = 365 * 24 * 60 * 60


@require_POST
@needs(Role.EDITOR)
def first_steps_hide(_request: SignedIn) -> HttpResponse:
    """Hide them in this browser."""
    response = redirect("home")
    response.set_cookie(COOKIE, HIDDEN, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


def shown_steps(request: SignedIn, script: Script, vpop3: ServiceState, dns: ServiceState) -> FirstSteps | None:
    """Return the first steps; None where all are done, they are hidden, or it is not for this person to take them."""
    if not request.role.includes(Role.EDITOR) or request.COOKIES.get(COOKIE) == HIDDEN:
        return None
    done = queries.done_with(script, request.user)
    facts = Facts(
        database=vpop3.reachable,
        reads_only=health.reads_only() if vpop3.reachable else None,
        dns=dns.reachable or bool(settings.ZONE_FILES),
        saved=done.saved,
        live=done.live,
        dry_run=done.dry_run,
        scenario=done.scenario,
        delivered=done.token or goes_to_folder(script),
        alerts=done.alerts,
    )
    steps = first_steps(script, facts, request.role)
    return None if steps.all_done else steps
