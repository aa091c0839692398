"""The revision that is live now, for a publish page that is open: its difference and checks compare with one."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.presentation.newer_live import newer_live
from rules.views.lookup import revision_or_404, script_or_404
from rules.web.access import SignedIn, is_visit, needs


@require_safe
@needs(Role.PUBLISHER)
def publish_watch(request: SignedIn, name: str, number: int) -> HttpResponse:
    """Return the live number, and a sentence where `compared` is another one."""
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if is_visit(request):
        return redirect("revision_publish", script.name, revision.number)
    live = script.live.number if script.live else None
    text = request.GET.get("compared", "")
    compared = int(text) if text.isdecimal() and text.isascii() else None
    sentence = newer_live(revision=revision.number, compared=compared, live=live)
    return JsonResponse({"live": live, "sentence": sentence})
