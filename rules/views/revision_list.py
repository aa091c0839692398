"""All revisions of a script, newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.access import SignedIn, needs
from rules.roles import Role
from rules.views.lookup import script_or_404


@require_safe
@needs(Role.VIEWER)
def revision_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    page = queries.revision_page(script, request.GET.get("page", "1"))
    context = {
        "script": script,
        "live": script.live,
        "page": page,
        "revisions": page.object_list,
        "can_edit": request.role.includes(Role.EDITOR),
        "can_publish": request.role.includes(Role.PUBLISHER),
    }
    return render(request, "rules/revision_list.html", context)
