"""The save of one text merged from two."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.forms.save import HAND, MergeForm, SaveForm
from rules.models import Revision, Script
from rules.models.roles import Role
from rules.text.merge import merged
from rules.views.lookup import script_or_404
from rules.views.scripts.draft import keep_typed, to_draft
from rules.views.scripts.revision_conflict import choices_of, conflict_page, places_of
from rules.views.scripts.revision_save import answer_save
from rules.web.access import SignedIn, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def revision_merge(request: SignedIn, name: str) -> HttpResponse:
    """Save the merged text on top of the revision that was looked at: another one meanwhile is the next conflict."""
    script = script_or_404(name)
    if request.method != "POST":
        return _of_draft(request, script)
    form = MergeForm(request.POST)
    complete = form.is_valid()
    latest = queries.revision(script, form.cleaned_data.get("latest"))
    if latest is None:
        return answer_save(request, script, SaveForm(request.POST))
    parent = queries.revision(script, form.cleaned_data.get("parent"))
    places = places_of(parent, latest, form["source"].value() or "")
    choices = choices_of(request.POST, places)
    again = partial(conflict_page, request, script, form, parent=parent, latest=latest, choices=choices)
    sent = form.cleaned_data
    if not complete:
        _keep_by_hand(request, script, form, latest)
        return again(problem=" ".join(["Nothing was saved yet.", *form.errors.get("message", [])]))
    try:
        text = sent["by_hand"] if sent["how"] == HAND else merged(places, choices)
    except KeyError as missing:
        return again(problem=f"Nothing was saved yet: choose a text for place {missing}.")
    return answer_save(request, script, SaveForm(sent | {"source": text, "parent": str(latest.number)}))


def _of_draft(request: SignedIn, script: Script) -> HttpResponse:
    """Show a draft's conflict with what was saved since it was started, at an address that can be loaded again."""
    draft, latest = queries.draft(script, request.user, request.GET.get("draft", "")), queries.latest(script)
    if draft is None or latest is None or draft.started_from == latest:
        return to_draft(script.name, draft, request.GET.get("message", ""))
    sent = {"source": bytes(draft.text).decode(), "draft": draft.version, "message": request.GET.get("message", "")}
    return conflict_page(request, script, SaveForm(initial=sent), parent=draft.started_from, latest=latest, status=200)


def _keep_by_hand(request: SignedIn, script: Script, form: MergeForm, latest: Revision) -> None:
    """Keep the hand-written merge as a draft, which takes the place of the text that met the conflict."""
    if form["how"].value() != HAND:
        return
    sent = request.POST.dict()
    typed = SaveForm(sent | {"source": form["by_hand"].value(), "parent": str(latest.number)})
    keep_typed(request, script, typed)
    form.data = sent | {"draft": typed.data.get("draft", "")}
