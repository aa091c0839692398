"""The ways of the live text to VPOP3: its install folder, and tokens for programs that fetch it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rules import queries
from rules.forms.pull_token import PullTokenForm
from rules.models import Script
from rules.models.roles import Role
from rules.presentation.delivery import status_of
from rules.services import delivery as delivering
from rules.services import install_folder, pull_tokens
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.views.scripts.delivery_status import delivery_status
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/scripts/delivery.html"
SHOWN = 10
FOLLOWED = {
    "delivery-line": "rules/scripts/delivery_line.html",
    "delivery-badge": "rules/scripts/delivery_badge.html",
}


@require_safe
@needs(Role.VIEWER)
def delivery(request: SignedIn, name: str) -> HttpResponse:
    """Show the delivery, also for the other places on pages that follow it, each by its id."""
    script = script_or_404(name)
    if fragments.wanted(request) and (template := FOLLOWED.get(request.htmx.target or "")):
        state = delivery_status(script)
        return render(request, template, {"script": script, "live": script.live, "state": state})
    return fragments.page_or_part(request, PAGE, "state", _context(request, script))


@require_POST
@needs(Role.PUBLISHER)
def delivery_again(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    try:
        delivering.deliver_again(script=script, actor=request.user, address=client_address(request))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("delivery", name)


@never_cache
@require_POST
@needs(Role.PUBLISHER)
def token_create(request: SignedIn, name: str) -> HttpResponse:
    """Answer with the page that shows the token, this once: after a redirect nobody would know it any more."""
    script = script_or_404(name)
    form = PullTokenForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, _context(request, script) | {"form": form}, status=422)
    try:
        token, secret = pull_tokens.create(
            script=script,
            name=form.cleaned_data["name"],
            expires_at=form.cleaned_data["last_day"],
            actor=request.user,
            address=client_address(request),
        )
    except Refused as error:
        form.add_error(None, str(error))
        return render(request, PAGE, _context(request, script) | {"form": form}, status=422)
    return render(request, PAGE, _context(request, script) | {"created": token, "secret": secret})


@require_POST
@needs(Role.PUBLISHER)
def token_revoke(request: SignedIn, name: str, pk: int) -> HttpResponse:
    script = script_or_404(name)
    token = queries.pull_token(script, pk)
    if token is None:
        raise Http404(f"{script} has no such token.")
    try:
        pull_tokens.revoke(token=token, actor=request.user, address=client_address(request))
        messages.success(request, f"{token.name} is revoked: it opens nothing any more.")
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("delivery", name)


def _context(request: SignedIn, script: Script) -> dict[str, Any]:
    return {
        "script": script,
        "live": script.live,
        "is_vpop3s": script.name == install_folder.SCRIPT,
        "folder": settings.VPOP3_DIR if delivering.goes_to_folder(script) else None,
        "state": delivery_status(script),
        "history": [(each, status_of(each)) for each in queries.deliveries_of(script)[:SHOWN]],
        "tokens": queries.pull_tokens_of(script),
        "form": PullTokenForm(),
        "can_publish": request.role.includes(Role.PUBLISHER),
        "address": f"{settings.PUBLIC_URL.geturl().rstrip('/')}{reverse('live_source', args=[script.name])}",
    }
