"""Trials on history: their list with the form for a new one, and the result of each."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rules import queries
from rules.forms.replay import ReplayForm
from rules.forms.replay_switch import SWITCHED, SwitchForm
from rules.models import NamedText, Replay, Script, as_stored
from rules.models.roles import Role
from rules.outqueue.statistics.oldest import EARLIEST, oldest_attempt
from rules.presentation import replay as present
from rules.presentation import replay_rows as rows_shown
from rules.presentation.no_longer_live import no_longer_live
from rules.presentation.replay_assumed import assumed_lines
from rules.presentation.shadow import line as shadow_line
from rules.queries.texts import Texts
from rules.replay.inputs import ReplayInputs
from rules.services import replays
from rules.services.errors import Refused
from rules.services.replays import Wanted
from rules.views.lookup import number_in, script_or_404
from rules.views.replays.lookup import replay_or_404, revision_number
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs
from rules.wiring import connections

PAGE = "rules/replays/replay_view.html"
PER_PAGE = 50
FROM_DESK = "try"
"""The name of the button with which the script desk sends its text: the form is shown, and nothing starts yet."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def replay_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    if request.method != "POST":
        return _list(request, script, _form(request, script, initial=_asked(request)))
    if FROM_DESK in request.POST:
        sent = {"source": request.POST.get("source", ""), "parent": request.POST.get("parent", ""), "tried": "typed"}
        return _list(request, script, _form(request, script, initial=sent))
    form = _form(request, script, request.POST)
    if not form.is_valid():
        return _list(request, script, form, status=422)
    try:
        replay = replays.start(
            script=script, wanted=_wanted(script, form), actor=request.user, address=client_address(request)
        )
    except Refused as error:
        form.add_error(None, str(error))
        return _list(request, script, form, status=422)
    return redirect("replay_view", replay.pk)


def _wanted(script: Script, form: ReplayForm) -> Wanted:
    values = form.cleaned_data
    return Wanted(
        tried=values["tried"],
        against=values["against"],
        since=values["since"],
        until=values["until"],
        inputs=form.values(),
        live_texts=queries.live_texts(script, values["since"], values["until"]),
    )


def _asked(request: SignedIn) -> dict[str, Any]:
    """Return what a link fills in: the number of the text."""
    number = number_in(request.GET.get("tried"))
    return {} if number is None else {"tried": str(number)}


def _form(request: SignedIn, script: Script, data: Any = None, initial: dict[str, Any] | None = None) -> ReplayForm:
    texts = Texts.of(script, request.user)

    def typed(text: str, parent: int | None) -> NamedText:
        return NamedText(source=as_stored(text, queries.revision(script, parent)), name="the text in the editor")

    return ReplayForm(
        data,
        texts=texts.choices(),
        live=script.live.number if script.live else None,
        find_text=texts.chosen,
        find_typed=typed,
        initial=initial,
        now=datetime.now(UTC),
        find_oldest=lambda: oldest_attempt(connections.attempts()) or EARLIEST,
    )


def _list(request: SignedIn, script: Script, form: ReplayForm, status: int = 200) -> HttpResponse:
    context = {"script": script, "form": form, "replays": queries.replays_of(script)}
    return render(request, "rules/replays/replay_list.html", context, status=status)


@require_safe
@needs(Role.VIEWER)
def replay_view(request: SignedIn, pk: int) -> HttpResponse:
    context = _context(request, replay_or_404(request, pk))
    return fragments.page_or_part(request, PAGE, "state", context)


def _context(request: SignedIn, replay: Replay, sent: SwitchForm | None = None) -> dict[str, Any]:
    """`sent`: a form that could not be read."""
    can_edit = request.role.includes(Role.EDITOR)
    figures = _figures(replay, can_edit=can_edit, sent=sent) if replay.result else {}
    return {
        "replay": replay,
        "script": replay.script,
        "can_edit": can_edit,
        "sentence": present.sentence(replay),
        "remaining": present.remaining(replay),
        "no_longer_live": no_longer_live(replay.script, replay.source_name, replay.against_name),
        "settings": present.settings(replay),
        "shadow": shadow_line(replay, timezone.now()) if replay.shadow else None,
        "again": f"?tried={number}" if (number := revision_number(replay)) else "",
        **figures,
    }


def _figures(replay: Replay, *, can_edit: bool, sent: SwitchForm | None) -> dict[str, Any]:
    result = replay.result
    return {
        "assumed": assumed_lines(result, _switches(replay, sent) if can_edit else {}),
        "result": result,
        "kinds": present.kind_rows(result),
        "measures": present.measures(result),
        "providers": present.places(result, "by_provider"),
        "servers": present.places(result, "by_server"),
        "reasons": present.reasons(result),
        "left_out": present.left_out(result),
        "agreement": present.agreement(result),
    }


def _switches(replay: Replay, sent: SwitchForm | None) -> dict[str, SwitchForm]:
    """Return the forms that switch an assumption. A trial that is not over yet has none, because its page changes every
    second."""
    if not replay.over:
        return {}
    inputs = ReplayInputs.from_dict(replay.inputs)
    forms = {name: SwitchForm(name, inputs) for name in SWITCHED}
    return forms | ({sent.name: sent} if sent else {})


@require_safe
@needs(Role.VIEWER)
def replay_rows(request: SignedIn, pk: int) -> HttpResponse:
    replay = replay_or_404(request, pk)
    counts = queries.replay_kinds(replay)
    kind = request.GET.get("kind", "")
    kind = kind if kind in counts else ""
    page = queries.replay_rows(replay, kind, number_in(request.GET.get("page")) or 1, PER_PAGE)
    context = {
        "replay": replay,
        "script": replay.script,
        "kind": kind,
        "words": rows_shown.words_of(kind) if kind else None,
        "lead": rows_shown.lead(kind, replay),
        "filters": rows_shown.filters(counts),
        "page": page,
        "lines": rows_shown.row_lines(page.rows, replay, revision_number(replay)),
    }
    return render(request, "rules/replays/replay_rows.html", context)


@require_POST
@needs(Role.EDITOR)
def replay_again(request: SignedIn, pk: int) -> HttpResponse:
    """Start the same trial with another option for one thing that it assumed."""
    replay = replay_or_404(request, pk)
    name = request.POST.get("name", "")
    if name not in SWITCHED:
        raise Http404(f"A trial assumes nothing of the name {name!r}.")
    form = SwitchForm(name, ReplayInputs.from_dict(replay.inputs), request.POST)
    if form.is_valid():
        try:
            again = replays.start_again(
                replay=replay, inputs=form.inputs(), actor=request.user, address=client_address(request)
            )
        except Refused as error:
            form.add_error("option", str(error))
        else:
            return redirect("replay_view", again.pk)
    return render(request, PAGE, _context(request, replay, form), status=422)


@require_POST
@needs(Role.EDITOR)
def replay_cancel(request: SignedIn, pk: int) -> HttpResponse:
    replay = replay_or_404(request, pk)
    replays.cancel(replay=replay, actor=request.user, address=client_address(request))
    return redirect("replay_view", replay.pk)


@require_safe
@needs(Role.VIEWER)
def replay_csv(request: SignedIn, pk: int) -> HttpResponseBase:
    replay = replay_or_404(request, pk)
    response = StreamingHttpResponse(
        rows_shown.as_csv(queries.all_replay_rows(replay)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="trial-{replay.pk}.csv"'
    return response
