"""The editor, with the latest revision, the one asked for, or the person's own draft."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.save import SaveForm
from rules.models import Draft, Script
from rules.models.roles import Role
from rules.views.lookup import script_or_404, shown_revision
from rules.views.scripts import editor_page
from rules.web.access import SignedIn, needs


@require_safe
@needs(Role.VIEWER)
def script_edit(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    draft = queries.draft(script, request.user, request.GET.get("draft", ""))
    if draft:
        return render(request, "rules/scripts/script_edit.html", _restored(request, script, draft))
    revision = shown_revision(request, script, request.GET.get("revision", ""))
    return render(request, "rules/scripts/script_edit.html", editor_page.context(request, script, revision))


def _restored(request: SignedIn, script: Script, draft: Draft) -> dict[str, Any]:
    """Show the draft on the revision that it started from: a save will find what others saved since."""
    revision = queries.revision(script, draft.started_from.number) if draft.started_from else None
    form = SaveForm(initial={"message": request.GET.get("message", "")})
    text = bytes(draft.text).decode()
    context = editor_page.context(request, script, revision, source=text, draft=draft, save_form=form)
    return context | {"parent": revision.number if revision else None}
