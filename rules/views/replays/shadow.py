"""Texts in the shadow of live: their list with the form for a new one, and the end by hand. The page of each is that of
a trial."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from rules import queries
from rules.forms.replay import TYPED
from rules.forms.shadow import ShadowForm
from rules.models import NamedText, Script, as_stored
from rules.models.roles import Role
from rules.presentation import shadow as present
from rules.queries.texts import Texts
from rules.services import shadows
from rules.services.errors import Refused
from rules.services.shadows import MOST_AT_ONCE, Wanted
from rules.views.lookup import number_in, script_or_404
from rules.views.replays.lookup import replay_or_404
from rules.web.access import SignedIn, client_address, needs

FROM_DESK = "try"
"""The name of the button with which the script desk sends its text: the form is shown, and nothing starts yet."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def shadow_list(request: SignedIn, name: str) -> HttpResponse:
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
    wanted = Wanted(tried=form.cleaned_data["tried"], days=form.cleaned_data["days"], inputs=form.values())
    try:
        shadow = shadows.start(script=script, wanted=wanted, actor=request.user, address=client_address(request))
    except Refused as error:
        form.add_error(None, str(error))
        return _list(request, script, form, status=422)
    return redirect("replay_view", shadow.pk)


@require_POST
@needs(Role.EDITOR)
def shadow_end(request: SignedIn, pk: int) -> HttpResponse:
    shadow = replay_or_404(request, pk)
    shadows.end(shadow=shadow, actor=request.user, address=client_address(request))
    return redirect("replay_view", shadow.pk)


def _form(request: SignedIn, script: Script, data: Any = None, initial: dict[str, Any] | None = None) -> ShadowForm:
    texts = Texts.of(script, request.user)

    def typed(text: str, parent: int | None) -> NamedText:
        return NamedText(source=as_stored(text, queries.revision(script, parent)), name="the text in the editor")

    return ShadowForm(
        data,
        texts=texts.choices(),
        find_text=texts.chosen,
        find_typed=typed,
        initial=initial,
    )


def _list(request: SignedIn, script: Script, form: ShadowForm, status: int = 200) -> HttpResponse:
    context = {
        "script": script,
        "form": form,
        "most": MOST_AT_ONCE,
        "shadows": present.lines(queries.shadows_of(script), timezone.now()),
    }
    return render(request, "rules/replays/shadow_list.html", context, status=status)
