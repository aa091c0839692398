"""One send attempt: its reply taken apart, what else is known of it, and what went on around it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.models.roles import Role
from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.neighbours import Neighbours, neighbours
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation.attempts import provider_of, row
from rules.presentation.database_state import state
from rules.smtp.explanation import explain
from rules.views.attempts.attempt_columns import table_of
from rules.web.access import SignedIn, needs
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def attempt(request: SignedIn, handle: str) -> HttpResponse:
    try:
        found = connections.attempts().find(handle)
    except ValueError as error:
        raise Http404(f"{error} Its link may have been cut off.") from None
    except Unavailable as trouble:
        return render(request, "rules/attempts/attempt.html", {"database": state(trouble)})
    if found is None:
        raise Http404("This attempt is not in VPOP3's table any more: VPOP3 removes old ones by itself.")
    context = {
        "attempt": found,
        "row": row(found),
        "explanation": explain(found.reply),
        "provider": provider_of(found),
        "script_name": queries.ROUTING_SCRIPT,
        "can_edit": request.role.includes(Role.EDITOR),
        **_around(request, found),
    }
    return render(request, "rules/attempts/attempt.html", context)


def _around(request: SignedIn, found: Attempt) -> dict[str, object]:
    table = table_of(request, connections.attempts().columns())
    try:
        near = neighbours(connections.attempts(), found)
    except Unavailable as trouble:
        near = Neighbours(newer=(), older=(), incomplete=str(trouble))
    return {"near": near, "table": table, "rows": table.rows([*near.newer, found, *near.older])}
