"""The configured connections, their answers, and the SQL that makes a proper role."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.outqueue.connection.probe import Probe, probe
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.setup_sql import read_only_role_sql
from rules.web.access import SignedIn, needs
from rules.wiring import connections, health


@require_safe
@needs(Role.VIEWER)
def connection(request: SignedIn) -> HttpResponse:
    context = {
        "vpop3": health.vpop3(),
        "dns": health.dns(),
        "dns_description": connections.resolver().describe(),
        "protections": connections.sandbox().protections(),
        "role_sql": read_only_role_sql(connections.vpop3().name),
        "probe": _probe(),
    }
    return render(request, "rules/connection/connection.html", context)


def _probe() -> Probe | None:
    """Probe the database. None where it does not answer: its state says why."""
    try:
        return probe(connections.attempts(), connections.privileges())
    except Unavailable:
        return None
