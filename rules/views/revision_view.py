"""One revision: its text, what it changed, and the file itself."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries, scripttext
from rules.access import SignedIn, needs
from rules.presentation.diff import diff
from rules.roles import Role
from rules.views.lookup import revision_or_404, script_or_404


@require_safe
@needs(Role.VIEWER)
def revision_view(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    previous = queries.before(revision)
    source = bytes(revision.source)
    context = {
        "script": script,
        "revision": revision,
        "live": script.live,
        "source": scripttext.to_text(source),
        "previous": previous,
        "diff": diff(bytes(previous.source) if previous else b"", source),
        "can_edit": request.role.includes(Role.EDITOR),
        "can_publish": request.role.includes(Role.PUBLISHER),
    }
    return render(request, "rules/revision_view.html", context)


@require_safe
@needs(Role.VIEWER)
def revision_download(_request: SignedIn, name: str, number: int) -> HttpResponse:
    """The exact bytes, for VPOP3's Scripts page or its import of `.LUA` files."""
    revision = revision_or_404(script_or_404(name), number)
    response = HttpResponse(bytes(revision.source), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
