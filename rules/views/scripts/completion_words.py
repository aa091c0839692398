"""The words that the editor completes and explains, as JSON. A browser keeps it for a minute, as mxadmin does the
catalogue."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from rules import queries
from rules.models.roles import Role
from rules.presentation import completion_words
from rules.web.access import SignedIn, is_visit, needs
from rules.wiring import linting


@require_safe
@needs(Role.VIEWER)
@vary_on_headers("Accept")
@cache_control(private=True, max_age=60)
def words(request: SignedIn) -> HttpResponse:
    if is_visit(request):
        return redirect("script_edit", queries.ROUTING_SCRIPT)
    return JsonResponse(completion_words.vocabulary(linting.catalogue()))
