"""Any two texts of a script, in one column or two."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.models import Draft, Revision, Script, as_stored, source_of
from rules.models.roles import Role
from rules.text import encoding
from rules.text.diff import diff, side_by_side
from rules.text.invisible_changes import invisible_changes
from rules.views.lookup import chosen_revision, number_in, script_or_404
from rules.web.access import SignedIn, needs

DRAFT, LIVE, LATEST = "draft", "live", "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison. `revision` is None for the person's draft, which has a version, and for the empty
    script."""

    choice: str
    name: str
    source: bytes
    revision: Revision | None = None
    draft: str = ""

    @property
    def is_empty_script(self) -> bool:
        return self.choice == "0"


@require_safe
@needs(Role.VIEWER)
def revision_compare(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    new = _side(request, script, _asked(request, "new") or LATEST)
    old = _side(request, script, _asked(request, "old") or _usual(script, new))
    lines = diff(old.source, new.source)
    unified = request.GET.get("view") == "unified"
    choices = queries.revisions_of(script)[: queries.PER_PAGE]
    context = {
        "script": script,
        "old": old,
        "new": new,
        "unified": unified,
        "lines": lines,
        "unseen": invisible_changes(old.source, new.source),
        "rows": [] if unified else list(side_by_side(lines)),
        "choices": _with_sides(choices, old, new),
        "more": len(choices) == queries.PER_PAGE and choices[0].number,
        "drafts": queries.drafts_of(script, request.user),
    }
    return render(request, "rules/scripts/revision_compare.html", context)


def _asked(request: SignedIn, side: str) -> str:
    """Return the number that was typed, else the choice: a long history is not all in the list."""
    return request.GET.get(f"{side}_number", "").strip() or request.GET.get(side, "")


def _with_sides(choices: Iterable[Revision], *sides: Side) -> list[Revision]:
    """Return the choices, and after them the older revisions that are compared now."""
    return list(dict.fromkeys([*choices, *(side.revision for side in sides if side.revision)]))


def _usual(script: Script, new: Side) -> str:
    """Return the text to compare with: what is live, or the one before where it is live itself."""
    number = new.revision.number if new.revision else 0
    if script.live and script.live.number != number:
        return LIVE
    return str(number - 1) if number > 1 else "0"


def _side(request: SignedIn, script: Script, choice: str) -> Side:
    """Return one side of the comparison; 0 is the empty script."""
    if choice.startswith(DRAFT):
        return _of_draft(request, script, choice.removeprefix(DRAFT).removeprefix("-"))
    if choice == LIVE and script.live:
        return _of(queries.revision(script, script.live.number))
    return _of(chosen_revision(script, choice) if number_in(choice) != 0 else None)


def _of_draft(request: SignedIn, script: Script, version: str) -> Side:
    """Return the side of the draft with that version, or of the newest."""
    user = request.user
    draft = queries.draft(script, user, version) if version else queries.newest_draft(script, user)
    if draft is None:
        raise Http404(f"You have no such draft of {script}.")
    choice = f"{DRAFT}-{draft.version}"
    return Side(choice=choice, draft=draft.version, name="your draft", source=_as_saved(draft))


def _as_saved(draft: Draft) -> bytes:
    """Return the text in the form of the revision that it started from, as a save will store it."""
    text, started = bytes(draft.text), draft.started_from
    try:
        return as_stored(text.decode(), started)
    except encoding.UnusableText:
        return text


def _of(revision: Revision | None) -> Side:
    if revision is None:
        return Side(choice="0", name="the empty script", source=b"")
    name = f"revision {revision.number}"
    return Side(choice=str(revision.number), name=name, source=source_of(revision), revision=revision)
