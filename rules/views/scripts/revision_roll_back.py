"""The page that makes a revision live again that was live before: one click, with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rules.forms.roll_back import RollBackForm
from rules.models import MAX_REASON, Revision, Script, source_of
from rules.models.roles import Role
from rules.services import publishing
from rules.services.errors import Refused
from rules.text.diff import diff
from rules.views.lookup import revision_or_404, script_or_404
from rules.web.access import SignedIn, asks_again, client_address, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.PUBLISHER)
@asks_again
def revision_roll_back(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if request.method != "POST":
        reason = request.GET.get("reason", "")[:MAX_REASON]  # typed before a sign-out
        return _page(request, script, revision, RollBackForm.offered(_live(script), reason))
    form = RollBackForm(request.POST)
    if not form.is_valid():
        return _page(request, script, revision, form, status=422)
    try:
        publishing.roll_back(
            script=script, to=revision, actor=request.user, address=client_address(request), **form.cleaned_data
        )
    except Refused as error:
        script = script_or_404(name)
        form.put("replaces", str(_live(script) or ""))
        form.add_error(None, str(error))
        return _page(request, script, revision, form, status=422)
    messages.success(request, f"Revision {revision.number} is live again.")
    return redirect("home")


def _live(script: Script) -> int | None:
    return script.live.number if script.live else None


def _page(request: SignedIn, script: Script, revision: Revision, form: RollBackForm, status: int = 200) -> HttpResponse:
    context = {
        "script": script,
        "revision": revision,
        "live": script.live,
        "form": form,
        "diff": diff(source_of(script.live), source_of(revision)),
    }
    return render(request, "rules/scripts/revision_roll_back.html", context, status=status)
