"""The dry run: a stateless POST of the editor's unsaved text. Nothing is stored, nothing is sent."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from rules import connections, queries, scripttext
from rules.access import SignedIn, needs
from rules.dryrun import engine
from rules.forms.dry_run import DryRunForm
from rules.forms.save import SaveForm
from rules.models import Revision, Script
from rules.presentation.result import Result, result
from rules.roles import Role
from rules.views import fragments, workbench
from rules.views.lookup import script_or_404


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is run, and which text that is, in a few words."""

    source: bytes
    ran: str


class NothingToRun(ValueError):
    """The message says what is missing."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def dry_run(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    if request.method != "POST":
        return _page(request, script, DryRunForm(initial=request.GET.dict()))
    form = DryRunForm(request.POST)
    if not form.is_valid():
        return _bad_input(request, script, form)
    try:
        text = _text(request, script, form)
    except (NothingToRun, scripttext.UnusableText) as error:
        form.add_error(None, str(error))
        return _bad_input(request, script, form)
    outcome = _run(text, form)
    if fragments.wanted(request):
        return render(request, "rules/dry_run.html#result", {"script": script, "form": form, "result": outcome})
    return _page(request, script, form, outcome)


def _text(request: SignedIn, script: Script, form: DryRunForm) -> Text:
    """Viewers always run what is live; what they send as text is not looked at."""
    if request.role.includes(Role.EDITOR) and "source" in request.POST:
        parent = queries.revision(script, form.cleaned_data["parent"])
        like = bytes(parent.source) if parent else b""
        return Text(source=scripttext.to_bytes(form.cleaned_data["source"], like), ran="the text in the editor")
    revision = script.live or (queries.latest(script) if request.role.includes(Role.EDITOR) else None)
    if revision is None:
        raise NothingToRun("No revision is live yet, so there is nothing to run. A publisher can make one live.")
    return Text(source=bytes(revision.source), ran=_named(script, revision))


def _named(script: Script, revision: Revision) -> str:
    return f"revision {revision.number}, which is {'live' if revision == script.live else 'the latest'}"


def _run(text: Text, form: DryRunForm) -> Result:
    scenario = form.scenario()
    with connections.opened(connections.resolver(form.cleaned_data["dns"])) as world:
        events = engine.run(text.source, scenario, world)
        return result(events, domain=scenario.domain, ran=text.ran, chosen=scenario.assumptions)


def _bad_input(request: SignedIn, script: Script, form: DryRunForm) -> HttpResponse:
    """The fragment with the fields takes the place of the fields, not of the last result."""
    if not fragments.wanted(request):
        return _page(request, script, form, status=422)
    response = render(request, "rules/dry_run.html#fields", {"script": script, "form": form}, status=422)
    return reswap(retarget(response, "#dry-run-fields"), "outerHTML")


def _page(
    request: SignedIn, script: Script, form: DryRunForm, outcome: Result | None = None, status: int = 200
) -> HttpResponse:
    """Around the result is the editor with what was typed, so that a page without JavaScript loses nothing."""
    typed = request.POST.get("source") if request.role.includes(Role.EDITOR) else None
    shown = script.live if not request.role.includes(Role.EDITOR) else queries.latest(script)
    save_form = SaveForm(initial={"message": request.POST.get("message", "")})
    context = workbench.context(request, script, shown, source=typed, save_form=save_form, dry_run_form=form)
    if request.POST.get("parent", "").isdecimal():
        context["parent"] = int(request.POST["parent"])
    return render(request, "rules/dry_run.html", context | {"form": form, "result": outcome}, status=status)
