"""All revisions of a script, newest first, or those that match some words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.upload import UploadForm
from rules.models import MAX_MESSAGE, Script
from rules.models.roles import Role
from rules.views.lookup import script_or_404
from rules.views.scenarios.scores import with_scores
from rules.web.access import SignedIn, needs

FIRST_IMPORT, IMPORT = "As VPOP3 has it", "Import a file"
"""The messages that the form proposes for an import."""


@require_safe
@needs(Role.VIEWER)
def revision_list(request: SignedIn, name: str) -> HttpResponse:
    return page(request, script_or_404(name))


def page(request: SignedIn, script: Script, upload_form: UploadForm | None = None, status: int = 200) -> HttpResponse:
    search = request.GET.get("search", "").strip()[:MAX_MESSAGE].replace("\0", "")
    found = queries.revision_page(script, request.GET.get("page", "1"), search)
    can_edit = request.role.includes(Role.EDITOR) and not script.archived_at
    context = {
        "script": script,
        "live": script.live,
        "page": found,
        "search": search,
        "revisions": with_scores(found.object_list),
        "upload_form": upload_form or UploadForm(initial=_proposed(queries.latest_number(script))),
        "can_edit": can_edit,
        "can_publish": request.role.includes(Role.PUBLISHER) and not script.archived_at,
    }
    return render(request, "rules/scripts/revision_list.html", context, status=status)


def _proposed(latest: int | None) -> dict[str, object]:
    return {"parent": latest, "message": IMPORT if latest else FIRST_IMPORT}
