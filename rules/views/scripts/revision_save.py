"""The save of the editor's text. Every error page has the typed text on it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from rules import queries
from rules.forms.save import SaveForm
from rules.models import Script, as_stored
from rules.models.roles import Role
from rules.services import revisions
from rules.services.errors import Refused, StaleParent
from rules.text import encoding
from rules.views.lookup import script_or_404
from rules.views.scripts import editor_page
from rules.views.scripts.draft import keep_typed, stored
from rules.views.scripts.revision_conflict import conflict_page
from rules.web.access import SignedIn, client_address, needs


@require_POST
@needs(Role.EDITOR)
def revision_save(request: SignedIn, name: str) -> HttpResponse:
    answer = _in_place if "application/json" in request.headers.get("Accept", "") else answer_save
    return answer(request, script_or_404(name), SaveForm(request.POST))


def _in_place(request: SignedIn, script: Script, form: SaveForm) -> HttpResponse:
    """Answer a page that stays with the parts of it that a save changes. The text is still there, so nothing else is
    kept."""
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    try:
        saved = _save(request, script, form)
    except StaleParent:
        keep_typed(request, script, form)
        return JsonResponse({"conflict": _conflict_of(script, form)}, status=409)
    except (Refused, encoding.UnusableText) as error:
        return JsonResponse({"errors": {"source": [str(error)]}}, status=422)
    script = script_or_404(script.name)
    context = editor_page.context(request, script, saved.revision)
    answer = {"number": saved.revision.number, "sentence": _sentence(saved)}
    return JsonResponse(answer | {"parts": render_to_string("rules/scripts/saved.html", context, request)})


def answer_save(request: SignedIn, script: Script, form: SaveForm) -> HttpResponse:
    if not form.is_valid():
        return _again(request, script, form)
    try:
        saved = _save(request, script, form)
    except StaleParent as conflict:
        keep_typed(request, script, form)
        return conflict_page(request, script, form, parent=conflict.parent, latest=conflict.latest)
    except (Refused, encoding.UnusableText) as error:
        form.add_error("source", str(error))
        return _again(request, script, form)
    (messages.success if saved.created else messages.info)(request, _sentence(saved))
    return redirect("script_edit", script.name)


def _save(request: SignedIn, script: Script, form: SaveForm) -> revisions.Saved:
    parent = queries.revision(script, form.cleaned_data["parent"])
    source = as_stored(form.cleaned_data["source"], parent)
    return revisions.save(
        script=stored(request, script, request.user),
        source=source,
        message=form.cleaned_data["message"],
        parent=form.cleaned_data["parent"],
        tab=form.cleaned_data["tab"],
        draft=form.cleaned_data["draft"],
        actor=request.user,
        address=client_address(request),
    )


def _conflict_of(script: Script, form: SaveForm) -> str:
    """Return the address where the two texts are compared, or "" where mine could not be kept: then it has to be sent
    there."""
    kept = {"draft": form.data.get("draft", ""), "message": form.data.get("message", "")}
    return f"{reverse('revision_merge', args=[script.name])}?{urlencode(kept)}" if kept["draft"] else ""


def _sentence(saved: revisions.Saved) -> str:
    number = saved.revision.number
    if not saved.created:
        return f"Nothing to save: this is the text of revision {number} already."
    if saved.revision.reverts:
        return f"Saved revision {number}, with the text of {saved.revision.reverts.number}."
    if not bytes(saved.revision.source).strip():
        return f"Saved revision {number}, which is empty: where it is live, VPOP3 decides everything by itself."
    return f"Saved revision {number}."


def _again(request: SignedIn, script: Script, form: SaveForm) -> HttpResponse:
    keep_typed(request, script, form)
    return render(
        request, "rules/scripts/script_edit.html", editor_page.typed_context(request, script, form), status=422
    )
