"""Tunings of numbers on the history: their list with the form for a new one, the result of each, and its points."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rules import queries
from rules.forms.replay import TYPED
from rules.forms.tune import TuneForm
from rules.models import NamedText, Script, Tuning, as_stored
from rules.models.roles import Role
from rules.outqueue.statistics.oldest import EARLIEST, oldest_attempt
from rules.presentation import tuning as present
from rules.queries.texts import DRAFT, Texts
from rules.services import tunings
from rules.services.errors import Refused
from rules.services.tunings import Wanted
from rules.text import encoding
from rules.views.lookup import number_in, script_or_404
from rules.views.replays.lookup import replay_or_404
from rules.views.scripts.draft import stored, to_draft
from rules.views.tunings.lookup import point_or_404, tuning_or_404
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs
from rules.wiring import connections

PAGE = "rules/tunings/tuning_view.html"
FROM_DESK, SHOW = "try", "show"
"""The names of buttons that start nothing yet: the script desk sends its text, the form asks for another text's
numbers."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def tuning_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    if request.method != "POST":
        return _list(request, script, _form(request, script, initial=_asked(request)))
    if FROM_DESK in request.POST:
        sent = {"source": request.POST.get("source", ""), "parent": request.POST.get("parent", ""), "tried": TYPED}
        return _list(request, script, _form(request, script, initial=sent))
    if SHOW in request.POST:
        sent = {key: value for key, value in request.POST.dict().items() if not key.startswith(("first", "second"))}
        return _list(request, script, _form(request, script, initial=sent))
    form = _form(request, script, request.POST)
    if not form.is_valid():
        return _list(request, script, form, status=422)
    try:
        tuning = tunings.start(
            script=script, wanted=_wanted(request, script, form), actor=request.user, address=client_address(request)
        )
    except Refused as error:
        form.add_error(None, str(error))
        return _list(request, script, form, status=422)
    return redirect("tuning_view", tuning.pk)


def _wanted(request: SignedIn, script: Script, form: TuneForm) -> Wanted:
    values = form.cleaned_data
    return Wanted(
        text=values["tried"],
        parent=_parent(request, script, form),
        vary=form.vary,
        since=values["since"],
        until=values["until"],
        inputs=form.values(),
    )


def _parent(request: SignedIn, script: Script, form: TuneForm) -> int | None:
    """Return the number of the revision that the chosen text is, or was typed on."""
    chosen = str(form["tried"].value())
    if chosen == TYPED:
        return form.cleaned_data["parent"]  # type: ignore[no-any-return]
    if chosen == DRAFT:
        draft = Texts.of(script, request.user).draft
        return draft.started_from.number if draft and draft.started_from else None
    return number_in(chosen)


def _asked(request: SignedIn) -> dict[str, Any]:
    """Return what a link fills in: the number of the text, or a trial on history, whose text and time are taken."""
    number = number_in(request.GET.get("tried"))
    if number is not None:
        return {"tried": str(number)}
    trial = number_in(request.GET.get("trial"))
    if trial is None:
        return {}
    replay = replay_or_404(request, trial)
    saved = queries.revision_of_text(replay.script, replay.sha256)
    typed = {} if saved else {"source": encoding.to_text(bytes(replay.source))}
    inputs = {name: replay.inputs.get(name) or "" for name in ("lag", "retries", "size", "domain")}
    names = {name: "\n".join(replay.inputs.get(name, ())) for name in ("servers", "providers")}
    times = {"since": replay.since, "until": replay.until, "version": replay.inputs["version"]}
    return {"tried": str(saved.number) if saved else TYPED, **typed, **inputs, **names, **times}


def _form(request: SignedIn, script: Script, data: Any = None, initial: dict[str, Any] | None = None) -> TuneForm:
    texts = Texts.of(script, request.user)

    def typed(text: str, parent: int | None) -> NamedText:
        return NamedText(source=as_stored(text, queries.revision(script, parent)), name="the text in the editor")

    return TuneForm(
        data,
        texts=texts.choices(),
        find_text=texts.chosen,
        find_typed=typed,
        initial=initial,
        now=datetime.now(UTC),
        find_oldest=lambda: oldest_attempt(connections.attempts()) or EARLIEST,
    )


def _list(request: SignedIn, script: Script, form: TuneForm, status: int = 200) -> HttpResponse:
    context = {"script": script, "form": form, "tunings": queries.tunings_of(script)}
    return render(request, "rules/tunings/tuning_list.html", context, status=status)


@require_safe
@needs(Role.VIEWER)
def tuning_view(request: SignedIn, pk: int) -> HttpResponse:
    tuning = tuning_or_404(request, pk)
    context = _context(request, tuning)
    if tuning.result:
        context |= {
            "curves": present.curves(tuning.result),
            "lines": present.lines(tuning.result),
            "maps": present.heat_maps(tuning.result),
            "recommendation": present.recommendation(tuning.result),
            "suggested": present.suggested(tuning.result),
        }
    return fragments.page_or_part(request, PAGE, "state", context)


def _context(request: SignedIn, tuning: Tuning) -> dict[str, Any]:
    return {
        "tuning": tuning,
        "script": tuning.script,
        "result": tuning.result,
        "varied": present.varied(tuning),
        "remaining": present.remaining(tuning),
        "can_edit": request.role.includes(Role.EDITOR),
    }


@require_safe
@needs(Role.VIEWER)
def tuning_point(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Show what a point changes in the text, and what it came to."""
    tuning = tuning_or_404(request, pk)
    edit = present.edit(tuning, point_or_404(tuning, number))
    line = present.lines(tuning.result)[number]
    context = _context(request, tuning) | {"number": number, "edit": edit, "line": line}
    return render(request, "rules/tunings/tuning_point.html", context)


@require_POST
@needs(Role.EDITOR)
def tuning_take(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Take a point into the person's draft: an ordinary edit, to be saved by hand."""
    tuning = tuning_or_404(request, pk)
    edit = present.edit(tuning, point_or_404(tuning, number))
    script = stored(request, tuning.script, request.user)
    try:
        draft = tunings.take(script=script, tuning=tuning, source=edit.source, user=request.user)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("tuning_point", pk, number)
    if draft is None:
        messages.info(request, "These are the values of the latest revision: there is nothing to change.")
        return redirect("tuning_point", pk, number)
    messages.success(request, "The values are in your draft. Look at it, dry-run it, then save it as a revision.")
    return to_draft(script.name, draft, edit.message)


@require_POST
@needs(Role.EDITOR)
def tuning_cancel(request: SignedIn, pk: int) -> HttpResponse:
    tuning = tuning_or_404(request, pk)
    tunings.cancel(tuning=tuning, actor=request.user, address=client_address(request))
    return redirect("tuning_view", tuning.pk)
