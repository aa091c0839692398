"""What the editor completes and explains, as JSON. A browser keeps it for a minute, as mxadmin does the catalogue."""

from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rules import linting
from rules.access import SignedIn, needs
from rules.presentation import vocabulary
from rules.roles import Role


@require_safe
@needs(Role.VIEWER)
@cache_control(private=True, max_age=60)
def words(_request: SignedIn) -> JsonResponse:
    return JsonResponse(vocabulary.vocabulary(linting.catalogue()))
