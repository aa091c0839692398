"""Guards: their list with the form for a new one, and the result of each."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rules import queries
from rules.forms.guard import GuardForm
from rules.forms.replay import TYPED
from rules.models import Guard, NamedText, Script, as_stored
from rules.models.roles import Role
from rules.presentation import guard as present
from rules.presentation.no_longer_live import no_longer_live
from rules.queries.texts import Texts
from rules.services import guards
from rules.services.errors import Refused
from rules.services.guards import Wanted
from rules.views.lookup import number_in, script_or_404
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs

PAGE = "rules/guards/guard_view.html"
FROM_DESK = "try"
"""The name of the button with which the script desk sends its text: the form is shown, and nothing starts yet."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def guard_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    if request.method != "POST":
        number = number_in(request.GET.get("tried"))
        return _list(request, script, _form(request, script, initial={} if number is None else {"tried": str(number)}))
    if FROM_DESK in request.POST:
        sent = {"source": request.POST.get("source", ""), "parent": request.POST.get("parent", ""), "tried": TYPED}
        return _list(request, script, _form(request, script, initial=sent))
    form = _form(request, script, request.POST)
    if not form.is_valid():
        return _list(request, script, form, status=422)
    try:
        found = guards.start(
            script=script, wanted=_wanted(script, form), actor=request.user, address=client_address(request)
        )
    except Refused as error:
        form.add_error(None, str(error))
        return _list(request, script, form, status=422)
    return redirect("guard_view", found.pk)


@require_safe
@needs(Role.VIEWER)
def guard_view(request: SignedIn, pk: int) -> HttpResponse:
    found = _guard_or_404(request, pk)
    revision = queries.revision_of_text(found.script, found.sha256)
    context = {
        "guard": found,
        "script": found.script,
        "can_edit": request.role.includes(Role.EDITOR),
        "no_longer_live": no_longer_live(found.script, found.source_name, ""),
        "revision": revision.number if revision else None,
        **(present.figures(found.result) if found.result else {}),
    }
    return fragments.page_or_part(request, PAGE, "state", context)


@require_POST
@needs(Role.EDITOR)
def guard_cancel(request: SignedIn, pk: int) -> HttpResponse:
    found = _guard_or_404(request, pk)
    guards.cancel(found=found, actor=request.user, address=client_address(request))
    return redirect("guard_view", found.pk)


def _guard_or_404(request: SignedIn, pk: int) -> Guard:
    """Find the guard. One of a revision is for everybody; one of an unsaved text, for its owner and for editors."""
    found = queries.guard(pk)
    if found is None or not _is_visible(request, found):
        raise Http404(f"There is no guard {pk}, or it is not for you.")
    return found


def _is_visible(request: SignedIn, found: Guard) -> bool:
    if found.owner_id == request.user.pk or request.role.includes(Role.EDITOR):
        return True
    return queries.were_saved(found.script, [bytes(found.source)])


def _wanted(script: Script, form: GuardForm) -> Wanted:
    until = datetime.now(UTC)
    since = until - form.length
    live = [each.since for each in queries.live_texts(script, since, until) if each.until is None]
    return Wanted(
        tried=form.cleaned_data["tried"],
        since=since,
        until=until,
        live_since=live[-1] if live else None,
        settings=form.values(),
    )


def _form(request: SignedIn, script: Script, data: Any = None, initial: dict[str, Any] | None = None) -> GuardForm:
    texts = Texts.of(script, request.user)

    def typed(text: str, parent: int | None) -> NamedText:
        return NamedText(source=as_stored(text, queries.revision(script, parent)), name="the text in the editor")

    return GuardForm(
        data,
        texts=texts.choices(),
        find_text=texts.chosen,
        find_typed=typed,
        initial={"give_up": f"{settings.GIVE_UP_DAYS:g}", **(initial or {})},
    )


def _list(request: SignedIn, script: Script, form: GuardForm, status: int = 200) -> HttpResponse:
    context = {"script": script, "form": form, "guards": queries.guards_of(script)}
    return render(request, "rules/guards/guard_list.html", context, status=status)
