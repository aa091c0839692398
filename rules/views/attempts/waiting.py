"""The answer to “Why is my mail waiting?”: one field, one card."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.waiting import WaitingForm
from rules.models.roles import Role
from rules.outqueue.attempts.recent import RecentAttempts, attempts_at, attempts_for
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics.time_budget import TimeBudget
from rules.presentation import live_decision as live_script
from rules.presentation import waiting as present
from rules.presentation.attempts import row
from rules.presentation.database_state import ANSWERS, state
from rules.resolver.registered_domain import guessed_destination
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part
from rules.web.run_line import leaving, turn
from rules.wiring import connections
from rules.wiring.live_run import live_run

TEMPLATE = "rules/attempts/waiting.html"


@require_safe
@needs(Role.VIEWER)
def waiting(request: SignedIn) -> HttpResponse:
    form = WaitingForm(request.GET if "q" in request.GET else None)
    script = queries.routing_script()
    context: dict[str, Any] = {"form": form, "script": script, "database": ANSWERS}
    if form.is_bound and not form.is_valid():
        return page_or_part(request, TEMPLATE, "card", context, 422)
    if form.is_bound:
        context |= _card(request, form, script.live)
        context["steps"] = present.steps(context["live"], context["found"], context["database"], script=script.name)
    return page_or_part(request, TEMPLATE, "card", context)


def _card(request: SignedIn, form: WaitingForm, revision: Any) -> dict[str, Any]:
    """Ask the live script, also without the database: its answer is still worth knowing."""
    wanted, recipient = form.wanted, form.recipient
    found, answers, live, patience = RecentAttempts(), ANSWERS, None, TimeBudget()
    try:
        found = attempts_at(connections.attempts(), wanted, form.typed, patience=patience) if not recipient else found
    except Unavailable as trouble:
        answers = state(trouble)
    domain = _destination(wanted, found)
    if revision and present.can_be_run(domain):
        with turn(request):
            live = live_script.live(revision, live_run(revision, domain, leaving(request)))
    try:
        if answers.reachable and not (found.attempts or found.incomplete) and present.can_be_run(wanted):
            found = attempts_for(connections.attempts(), wanted, recipient, live.servers if live else (), patience)
    except Unavailable as trouble:
        answers = state(trouble)
    return {"wanted": wanted, "domain": domain, "found": found, "live": live, "database": answers}


def _destination(wanted: str, found: RecentAttempts) -> str:
    """Return the destination of a server: the domain that mail was sent to there last, else the one that its name
    belongs to, if that is no provider's."""
    if not found.server:
        return wanted
    return row(found.attempts[0]).destination or guessed_destination(wanted)
