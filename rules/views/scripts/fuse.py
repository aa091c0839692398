"""A fuse: the part of pages that follows it, and the end by hand. It is taken back by rolling back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rules import queries
from rules.models import Fuse, Script
from rules.models.roles import Role
from rules.services import fuses
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.views.scripts.fuse_card import fuse_card
from rules.web import fragments
from rules.web.access import SignedIn, asks_again, client_address, needs

PARTS = {"fuse-badge": "rules/fuses/fuse_badge.html"}


@require_safe
@needs(Role.VIEWER)
def fuse(request: SignedIn, name: str, pk: int) -> HttpResponse:
    """Show the part of a page that follows it, by its id. A visit leads to the publication."""
    script = script_or_404(name)
    found = _fuse_or_404(script, pk)
    if not fragments.wanted(request):
        return redirect("publication_view", script.name, found.publication_id)
    part = PARTS.get(request.htmx.target or "", "rules/fuses/fuse_figures.html")
    return render(request, part, {"script": script, "card": fuse_card(found)})


@require_POST
@needs(Role.PUBLISHER)
@asks_again
def fuse_keep(request: SignedIn, name: str, pk: int) -> HttpResponse:
    script = script_or_404(name)
    found = _fuse_or_404(script, pk)
    try:
        fuses.keep(fuse=found, actor=request.user, address=client_address(request))
        messages.success(request, f"Revision {found.revision.number} is kept: its fuse has ended.")
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("publication_view", script.name, found.publication_id)


def _fuse_or_404(script: Script, pk: int) -> Fuse:
    found = queries.fuse(script, pk)
    if found is None:
        raise Http404(f"{script} has no such fuse.")
    return found
