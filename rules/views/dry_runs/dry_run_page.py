"""The page around a dry run, or only the part of it that a page with JavaScript asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from rules import queries
from rules.forms.dry_run import DryRunForm
from rules.forms.save import SaveForm
from rules.models import Revision, Script
from rules.models.roles import Role
from rules.views.dry_runs.run_request import SHOWN
from rules.views.lookup import number_in, shown_revision
from rules.views.scripts import editor_page
from rules.web import event_stream
from rules.web.access import SignedIn


def bad_input(request: SignedIn, script: Script, form: DryRunForm) -> HttpResponse:
    """Answer bad input: to a page that streams, only the fields, which take the place of its own."""
    if event_stream.wanted(request):
        return fields(request, script, form, status=422)
    return page(request, script, form, status=422)


def filled_in(request: SignedIn, script: Script, form: DryRunForm) -> HttpResponse:
    """Render the form with values filled in; nothing has run."""
    return fields(request, script, form) if event_stream.wanted(request) else page(request, script, form)


def fields(request: SignedIn, script: Script, form: DryRunForm, status: int = 200, **more: Any) -> HttpResponse:
    context = editor_page.fields_context(request, script) | {"script": script, "form": form} | more
    return render(request, "rules/dry_runs/dry_run.html#fields", context, status=status)


def page(
    request: SignedIn,
    script: Script,
    form: DryRunForm,
    *,
    source: str | None = None,
    revision: Revision | None = None,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render the page. Around the result is the editor with what was typed, so that a page without JavaScript loses
    nothing; else with `revision`, or the one that the request names."""
    typed = request.POST.get("source", source) if request.role.includes(Role.EDITOR) else None
    named = request.POST.get(SHOWN, "") or request.GET.get("revision", "")
    shown = revision or shown_revision(request, script, named)
    save_form = SaveForm(initial={"message": request.POST.get("message", "")})
    draft = queries.draft(script, request.user, request.POST.get("draft", ""))
    context = editor_page.context(
        request, script, shown, source=typed, draft=draft, save_form=save_form, dry_run_form=form
    )
    if "parent" in request.POST:
        context["parent"] = number_in(request.POST["parent"])
    return render(
        request, "rules/dry_runs/dry_run.html", context | {"form": form, "result": None} | (more or {}), status=status
    )
