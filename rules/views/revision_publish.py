"""Making a revision live, after a look at what that changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rules.access import SignedIn, client_address, needs
from rules.forms.publish import PublishForm
from rules.loading import load_error
from rules.models import Revision, Script
from rules.presentation.diff import diff
from rules.roles import Role
from rules.services import publishing
from rules.services.errors import Refused
from rules.views.lookup import revision_or_404, script_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.PUBLISHER)
def revision_publish(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if request.method != "POST":
        return _review(request, script, revision)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _review(request, script, revision, refused="Look at what changes, then press Publish again.")
    try:
        publishing.publish(
            script=script, revision=revision, actor=request.user, address=client_address(request), **form.cleaned_data
        )
    except Refused as error:
        return _review(request, script, revision, refused=str(error))
    messages.success(request, f"Revision {number} is live.")
    return redirect("home")


def _review(request: SignedIn, script: Script, revision: Revision, refused: str = "") -> HttpResponse:
    live = script.live
    source = bytes(revision.source)
    error = load_error(source)
    context = {
        "script": script,
        "revision": revision,
        "live": live,
        "diff": diff(bytes(live.source) if live else b"", source),
        "refused": refused,
        "problems": [error] if error else [],
        "form": PublishForm(initial={"sha256": revision.sha256, "replaces": live.number if live else None}),
    }
    return render(request, "rules/revision_publish.html", context, status=422 if refused else 200)
