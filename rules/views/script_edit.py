"""The editor, with the latest revision or the one asked for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.access import SignedIn, needs
from rules.roles import Role
from rules.views import workbench
from rules.views.lookup import revision_or_404, script_or_404


@require_safe
@needs(Role.VIEWER)
def script_edit(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    asked = request.GET.get("revision", "")
    revision = revision_or_404(script, int(asked)) if asked.isdecimal() else queries.latest(script)
    return render(request, "rules/script_edit.html", workbench.context(request, script, revision))
