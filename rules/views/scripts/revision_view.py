"""One revision: its text with where each line came from, what it changed, and the file itself."""

from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rules import queries
from rules.forms.revert import RevertForm
from rules.models import Revision, Script, as_stored, source_of
from rules.models.roles import Role
from rules.presentation.listing import listing
from rules.text import encoding
from rules.text.blame import blame
from rules.text.diff import diff
from rules.text.invisible_changes import invisible_changes
from rules.views.lookup import number_in, revision_or_404, script_or_404
from rules.web.access import SignedIn, is_visit, needs


@require_safe
@needs(Role.VIEWER)
def revision_view(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    return page(request, script, revision_or_404(script, number))


def page(
    request: SignedIn, script: Script, revision: Revision, form: RevertForm | None = None, status: int = 200
) -> HttpResponse:
    previous = queries.revision_before(revision)
    latest = queries.latest_number(script)
    source = source_of(revision)
    first = request.GET.get("from", "")
    can_edit = request.role.includes(Role.EDITOR) and not script.archived_at
    origins, earliest = _origins(script, revision) if "blame" in request.GET else (None, None)
    context = {
        "script": script,
        "revision": revision,
        "live": script.live,
        "listing": listing(source, number_in(first) or 1, origins, earliest),
        "blamed": origins is not None,
        "earliest": earliest,
        "previous": previous,
        "newer": revision.number + 1 if revision.number != latest else None,
        "diff": diff(source_of(previous), source) if previous else [],
        "unseen": invisible_changes(source_of(previous), source) if previous else [],
        "revert_form": (form or RevertForm.to(revision, latest)) if can_edit and revision.number != latest else None,
        "can_edit": can_edit,
        "can_publish": request.role.includes(Role.PUBLISHER) and not script.archived_at,
    }
    return render(request, "rules/scripts/revision_view.html", context, status=status)


UNSAVED = 0


def _origins(
    script: Script, revision: Revision, typed: bytes | None = None
) -> tuple[list[Revision | None], int | None]:
    """Return for each line the revision with which it came in, None where it is only in what was typed since; and the
    oldest revision that was looked at, if there are earlier ones."""
    texts = list(queries.texts_until(revision))
    oldest = texts[0][0]
    numbers = blame(texts if typed is None else [*texts, (UNSAVED, typed)], queries.reverted_until(revision))
    known = queries.revisions_by_number(script, set(numbers))
    return [known.get(number) for number in numbers], oldest if oldest > 1 else None


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def revision_blame(request: SignedIn, name: str, number: int) -> HttpResponse:
    """Answer programs with JSON: `lines` has for each line the number of the revision with which it came in. Of a
    posted `source` null says that the line is not saved yet. Lines of the revision `earliest` may be older (null: they
    are not)."""
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if is_visit(request):
        return redirect(f"{reverse('revision_view', args=[name, number])}?blame=1")
    typed = None
    if request.method == "POST":
        try:
            typed = as_stored(request.POST.get("source", ""), revision)
        except encoding.UnusableText as error:
            return JsonResponse({"sentence": str(error)}, status=422)
    origins, earliest = _origins(script, revision, typed)
    revisions = {
        each.number: {"author": each.author_name, "saved_at": each.created_at, "message": each.message}
        for each in origins
        if each
    }
    lines = [each.number if each else None for each in origins]
    return JsonResponse({"lines": lines, "revisions": revisions, "earliest": earliest})


@require_safe
@needs(Role.VIEWER)
def revision_download(_request: SignedIn, name: str, number: int) -> HttpResponse:
    """Answer with the exact bytes, for VPOP3's Scripts page or its import of `.LUA` files."""
    revision = revision_or_404(script_or_404(name), number)
    response = HttpResponse(source_of(revision), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
