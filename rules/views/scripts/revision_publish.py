"""The page that makes a revision live, after a look at what that changes."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.forms.publish import PublishForm
from rules.models import MAX_REASON, Revision, Script, source_of
from rules.models.roles import Role
from rules.services import checks, fuses, publishing
from rules.services.checks.seal import opened, seal
from rules.services.errors import FuseRefused, ReasonNeeded, Refused
from rules.text.diff import diff
from rules.text.invisible_changes import invisible_changes
from rules.views.lookup import revision_or_404, script_or_404
from rules.web import fragments
from rules.web.access import SignedIn, asks_again, client_address, needs
from rules.web.run_line import leaving, turn

PAGE = "rules/scripts/revision_publish.html"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.PUBLISHER)
@asks_again
def revision_publish(request: SignedIn, name: str, number: int) -> HttpResponse:
    """Show the page at once; it asks for its checks by `?checks=run`, or without JavaScript by a link."""
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if request.method == "POST":
        return _publish(request, script, revision)
    live = script.live
    reason = request.GET.get("reason", "")[:MAX_REASON]  # typed before a sign-out
    initial = {"sha256": revision.sha256, "replaces": live.number if live else None, "reason": reason}
    form = PublishForm(initial=initial | _fuse_fields(request, revision))
    if request.GET.get("checks") != "run":
        return render(request, PAGE, _context(request, script, revision, form))
    with turn(request):
        found = checks.run(_subject(request, script, revision))
    form.initial["checked"] = seal(found, revision=revision, live=live)
    if fragments.wanted(request):
        return render(
            request,
            f"{PAGE}#checks",
            {"checks": found, "form": form, "script": script, "revision": revision, "live": live},
        )
    return render(request, PAGE, _context(request, script, revision, form, found))


def _subject(request: SignedIn, script: Script, revision: Revision) -> checks.Subject:
    live = source_of(script.live)
    return checks.Subject(script=script, source=source_of(revision), live=live, cancellation=leaving(request))


def _publish(request: SignedIn, script: Script, revision: Revision) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        refused = (
            ""
            if form.errors.keys() <= {"reason", "fuse_minutes", "fuse_at_end"}
            else "Look at what changes, then press Publish again."
        )
        return _again(request, script, revision, form, refused)
    found, fuse = form.cleaned_data, form.wanted_fuse
    try:
        publishing.publish(
            script=script,
            revision=revision,
            actor=request.user,
            address=client_address(request),
            fuse=fuses.Wanted(minutes=fuse[0], at_end=fuse[1]) if fuse else None,
            **{name: found[name] for name in ("sha256", "replaces", "checked", "reason")},
        )
    except FuseRefused as error:
        form.add_error("fuse_minutes", str(error))
        return _again(request, script, revision, form)
    except ReasonNeeded as error:
        form.add_error("reason", str(error))
        return _again(request, script, revision, form)
    except Refused as error:
        return _again(request, script, revision, form, str(error))
    messages.success(
        request, f"Revision {revision.number} is live{' on trial: its fuse waits for VPOP3' * bool(fuse)}."
    )
    return redirect("home")


def _again(request: SignedIn, script: Script, revision: Revision, form: PublishForm, refused: str = "") -> HttpResponse:
    """Show the form again, with what is live now to compare with, and what was typed. Checks that still hold need not
    be run again, but what they found is in no seal: the page asks for that by itself."""
    live = script.live
    found = opened(request.POST.get("checked", ""), revision=revision, live=live)
    form.put("sha256", revision.sha256)
    form.put("replaces", str(live.number) if live else "")
    context = _context(request, script, revision, form, found) | {"refused": refused, "remembered": bool(found)}
    return render(request, PAGE, context, status=422)


def _context(
    request: SignedIn, script: Script, revision: Revision, form: PublishForm, found: tuple[checks.Check, ...] = ()
) -> dict[str, Any]:
    return {
        "script": script,
        "revision": revision,
        "live": script.live,
        "diff": diff(source_of(script.live), source_of(revision)),
        "unseen": invisible_changes(source_of(script.live), source_of(revision)),
        "checks": found,
        "check_titles": checks.TITLES,
        "forbidden": publishing.why_not(revision, request.user),
        "form": form,
        "no_fuse": fuses.why_none(script, script.live),
        "running_fuse": queries.open_fuse(script),
    }


def _fuse_fields(request: SignedIn, revision: Revision) -> dict[str, object]:
    """Return the fuse that is offered: for the usual minutes or three of the text's holds; or as it was typed before a
    sign-out."""
    minutes: int = max(settings.FUSE_MINUTES, fuses.shortest(fuses.hold_of(revision, None)))
    typed = {name: request.GET[name] for name in ("fuse", "fuse_minutes", "fuse_at_end") if name in request.GET}
    return {"fuse_minutes": minutes, **typed}
