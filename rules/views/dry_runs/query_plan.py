"""PostgreSQL's plan for a query of a kept dry run. The query is planned, never run."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from rules.dryrun import record
from rules.dryrun.trace import ScriptEvent
from rules.lua.parent.session import QueryCall
from rules.models import DryRun
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation.query_plan import advice
from rules.views.lookup import run_or_404
from rules.web import fragments
from rules.web.access import SignedIn, needs
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def query_plan(request: SignedIn, key: str, step: int, number: int) -> HttpResponse:
    run = run_or_404(request, key)
    query = _query_or_404(run, step, number)
    answer = connections.explain(query.sql)
    lines = [str(line) for (line,) in answer.rows]
    context = {"run": run, "query": query, "error": answer.error, "plan": "\n".join(lines)}
    context["advice"] = advice(lines, _missing_index)
    return fragments.page_or_part(request, "rules/dry_runs/query_plan.html", "plan", context)


def _missing_index() -> str | None:
    try:
        return connections.attempts().columns().index_sql
    except Unavailable:
        return None


def _query_or_404(run: DryRun, step: int, number: int) -> QueryCall:
    """Find the query by the numbers of its step and of itself, both from 1."""
    events = record.load(bytes(run.trace))
    event = events[step - 1] if 0 < step <= len(events) else None
    if not isinstance(event, ScriptEvent) or not 0 < number <= len(event.queries):
        raise Http404("This dry run has no such query.")
    return event.queries[number - 1]
