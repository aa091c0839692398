"""Suggestions for the search of the list of send attempts."""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.outqueue.attempts.known_values import KnownValues
from rules.search.completion import Known, suggestions
from rules.search.language import MOST_CHARACTERS
from rules.search.terms import Key
from rules.web.access import SignedIn, needs
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def attempt_completions(request: SignedIn) -> HttpResponse:
    """Answer with what the end of `q`, the text before the caret, may become; nothing where it is too long."""
    before = request.GET.get("q", "")
    found = suggestions(before, _known(connections.known_values().read())) if len(before) <= MOST_CHARACTERS else []
    return JsonResponse({"suggestions": [asdict(each) for each in found]})


def _known(values: KnownValues) -> Known:
    return Known(
        values={
            Key.SERVER: values.servers,
            Key.PROVIDER: values.providers,
            Key.DOMAIN: values.domains,
            Key.TO: values.recipients,
            Key.FROM: values.senders,
            Key.MESSAGE: values.messages,
            Key.CODE: values.codes,
            Key.STATUS: values.statuses,
        }
    )
