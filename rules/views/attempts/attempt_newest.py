"""New rows in the list of send attempts, for a page that follows it."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.attempts import AttemptFilterForm
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.views.attempts.attempt_columns import table_of
from rules.web.access import SignedIn, is_visit, needs
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def attempt_newest(request: SignedIn) -> HttpResponse:
    """Answer with the newest rows, or 304 when the page has them; 422 or 503 with a sentence otherwise."""
    if is_visit(request):
        return redirect(f"{reverse('attempts')}?{request.GET.urlencode()}")
    form = AttemptFilterForm(request.GET)
    if not form.is_valid() or form.fixed:
        return _sentence("This list cannot be followed.", 422)
    try:
        page = connections.latest_attempts().page(form.wanted())
        table = table_of(request, connections.attempts().columns())
    except Unavailable as error:
        return _sentence(str(error), 503)
    except ValueError as error:
        return _sentence(str(error), 422)
    rows = table.rows(page.attempts)
    shown = " ".join([table.names, *(row.key for row in rows)])
    tag = f'"{hashlib.sha256(shown.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    context = {"rows": rows, "script_name": queries.ROUTING_SCRIPT, "kept": form.query(server=None)[1:]}
    response = render(request, "rules/attempts/attempt_rows.html", context)
    response["ETag"] = tag
    return response


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
