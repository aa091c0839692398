"""Destinations to complete a domain from: those of the last day's mail, and of recent dry runs."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rules import queries
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics.busiest_destinations import busiest
from rules.web.access import SignedIn, is_visit, needs
from rules.wiring import connections

MOST = 200
LAST_DAY = timedelta(days=1)


@require_safe
@needs(Role.VIEWER)
def destinations(request: SignedIn) -> HttpResponse:
    """Offer options for a <datalist>. A database that does not answer in time leaves the recent ones."""
    if is_visit(request):
        return redirect("script_edit", queries.ROUTING_SCRIPT)
    found = dict.fromkeys(queries.recent_domains(request.user))
    try:
        mailed = busiest(connections.attempts(), last=LAST_DAY, now=datetime.now(UTC))
        found |= dict.fromkeys(each.domain for each in mailed)
    except Unavailable:
        pass
    return render(request, "rules/dry_runs/destinations.html", {"domains": list(found)[:MOST]})
