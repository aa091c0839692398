"""Any two texts of a script, in one column or two."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.access import SignedIn, needs
from rules.models import Revision, Script
from rules.presentation.diff import diff
from rules.presentation.side_by_side import side_by_side
from rules.roles import Role
from rules.views.lookup import revision_or_404, script_or_404

DRAFT, LIVE, LATEST = "draft", "live", "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """`revision` is None for the person's own draft, and for nothing at all."""

    choice: str
    name: str
    source: bytes
    revision: Revision | None = None


@require_safe
@needs(Role.VIEWER)
def revision_compare(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    latest = queries.latest(script)
    new = _side(request, script, request.GET.get("new") or LATEST, latest)
    old = _side(request, script, request.GET.get("old") or _usual(script, new), latest)
    lines = diff(old.source, new.source)
    unified = request.GET.get("view") == "unified"
    context = {
        "script": script,
        "old": old,
        "new": new,
        "unified": unified,
        "lines": lines,
        "rows": [] if unified else list(side_by_side(lines)),
        "choices": queries.revisions(script)[: queries.PER_PAGE],
        "draft": queries.draft(script, request.user),
    }
    return render(request, "rules/revision_compare.html", context)


def _usual(script: Script, new: Side) -> str:
    """Against what is live, or the one before where it is live itself."""
    number = new.revision.number if new.revision else 0
    if script.live and script.live.number != number:
        return LIVE
    return str(number - 1) if number > 1 else "0"


def _side(request: SignedIn, script: Script, choice: str, latest: Revision | None) -> Side:
    """0 is the empty script."""
    if choice == DRAFT:
        draft = queries.draft(script, request.user)
        if draft is None:
            raise Http404(f"You have no draft of {script}.")
        return Side(choice=DRAFT, name="your draft", source=bytes(draft.text))
    if choice == LIVE and script.live:
        return _of(queries.revision(script, script.live.number))
    if choice == LATEST or not choice.isdecimal():
        return _of(latest)
    return _of(revision_or_404(script, int(choice)) if int(choice) else None)


def _of(revision: Revision | None) -> Side:
    if revision is None:
        return Side(choice="0", name="the empty script", source=b"")
    name = f"revision {revision.number}"
    return Side(choice=str(revision.number), name=name, source=bytes(revision.source), revision=revision)
