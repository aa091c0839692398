"""The number of send attempts of a list, which comes after the list itself."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from rules.forms.attempts import AttemptFilterForm
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation.attempt_columns import counted
from rules.web.access import SignedIn, is_visit, needs
from rules.wiring import connections

MOST = 10_000
SECONDS = 1.0
"""More than this is not worth the number."""


@require_safe
@needs(Role.VIEWER)
def attempt_count(request: SignedIn) -> HttpResponse:
    """Answer with the number in words, and with nothing where it takes too long."""
    if is_visit(request):
        return redirect(f"{reverse('attempts')}?{request.GET.urlencode()}")
    form = AttemptFilterForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        text = counted(connections.attempts().count(form.wanted(), most=MOST, seconds=SECONDS), MOST)
    except (Unavailable, ValueError):
        text = ""
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
