"""Drafts: kept while somebody types, offered back, discarded."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from rules import queries
from rules.forms.save import DraftForm, SaveForm
from rules.models import MAX_MESSAGE, Draft, Script, source_of
from rules.models.roles import Role
from rules.services import drafts, scripts
from rules.services.errors import Refused
from rules.text import encoding
from rules.views.lookup import number_in, script_or_404
from rules.views.scripts import editor_page
from rules.web.access import SignedIn, client_address, needs


@require_POST
@needs(Role.EDITOR)
def draft_keep(request: SignedIn, name: str) -> HttpResponse:
    """Keep a draft. The editor's page gets JSON; a form that sends back a rescued text goes on to the editor."""
    form = DraftForm(request.POST)
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        draft = _keep(request, script_or_404(name), form)
    except Refused as error:
        if by_script:
            return JsonResponse({"sentence": str(error)}, status=422)
        return render(request, "errors/400.html", {"sentence": str(error), "kept": form["source"].value()}, status=422)
    if by_script:
        kept = (
            {"version": draft.version, "saved_at": f"{localtime(draft.saved_at):%H:%M:%S}"}
            if draft
            else {"version": ""}
        )
        return JsonResponse(kept)
    return to_draft(name, draft, request.POST.get("message", ""))


def to_draft(name: str, draft: Draft | None, message: str) -> HttpResponse:
    """Redirect to the editor with the draft in it, and with the message that was typed."""
    asked = ({"draft": draft.version} if draft else {}) | ({"message": message[:MAX_MESSAGE]} if message else {})
    return redirect(f"{reverse('script_edit', args=[name])}?{urlencode(asked)}")


def _keep(request: SignedIn, script: Script, form: DraftForm) -> Draft | None:
    if not form.is_valid():
        raise Refused("The editor's page is out of order: load it again.")
    sent = form.cleaned_data
    return drafts.keep(
        script=stored(request, script, request.user),
        user=request.user,
        text=sent["source"],
        parent=sent["parent"],
        tab=sent["tab"],
        version=sent["draft"],
    )


def keep_typed(request: SignedIn, script: Script, form: SaveForm) -> None:
    """Keep the typed text as a draft: the page with the way on may be closed. Where it is not kept, the page says
    so."""
    sent, draft = form.data.get, None
    try:
        draft = drafts.keep(
            script=stored(request, script, request.user),
            user=request.user,
            text=form["source"].value() or "",
            parent=number_in(str(sent("parent") or "")),
            tab=(sent("tab") or "")[:32],
            version=sent("draft") or "",
        )
    except Refused as error:
        messages.warning(request, f"Your text is on this page only, not kept as a draft. {error}")
    form.data = {**dict(form.data.items()), "draft": draft.version if draft else ""}


def stored(request: HttpRequest, script: Script, actor: User) -> Script:
    """Return the stored script. The routing script is shown before it is stored; the first request creates it."""
    if script.pk:
        return script
    try:
        return scripts.create_script(name=script.name, actor=actor, address=client_address(request))
    except Refused:
        return script_or_404(script.name)


@require_POST
@needs(Role.EDITOR)
def draft_discard(request: SignedIn, name: str) -> HttpResponse:
    """Discard a draft. Text that was typed meanwhile stays on the page."""
    script = script_or_404(name)
    drafts.discard(script=script, user=request.user, version=request.POST.get("discard", ""))
    latest = queries.latest(script)
    typed = request.POST.get("source", "")
    if encoding.unified(typed) == encoding.unified(encoding.to_text(source_of(latest)) if latest else ""):
        messages.info(request, "The draft is gone.")
        return redirect("script_edit", script.name)
    sent = SaveForm(request.POST)
    keep_typed(request, script, sent)
    form = SaveForm(initial=dict(sent.data.items()))
    return render(request, "rules/scripts/script_edit.html", editor_page.typed_context(request, script, form))
