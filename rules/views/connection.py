"""What is configured, what answers, and the SQL that makes a proper role."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import connections, health
from rules.access import SignedIn, needs
from rules.outqueue.unavailable import Unavailable
from rules.roles import Role


@require_safe
@needs(Role.VIEWER)
def connection(request: SignedIn) -> HttpResponse:
    context = {
        "vpop3": health.vpop3(),
        "dns": health.dns(),
        "dns_description": connections.resolver().describe(),
        "protections": connections.sandbox().protections(),
        **_found(),
    }
    return render(request, "rules/connection.html", context)


def _found() -> dict[str, Any]:
    """Nothing where the database does not answer: its state says why."""
    try:
        return {
            "columns": connections.attempts().columns().all,
            "privileges": connections.privileges().get(),
        }
    except Unavailable:
        return {}
