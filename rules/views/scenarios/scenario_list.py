"""The scenarios of a script: their results, their export and import, and a new try."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rules import queries
from rules.forms.scenario_import import ScenarioImportForm
from rules.models import Revision, Script
from rules.models.roles import Role
from rules.scenarios import yaml_file
from rules.scenarios.case_reader import read_case
from rules.services import scenario_results, scenarios
from rules.services.errors import Refused
from rules.views.lookup import chosen_revision, script_or_404
from rules.views.scenarios.scores import with_results
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs
from rules.web.run_line import leaving


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def scenario_list(request: SignedIn, name: str) -> HttpResponseBase:
    """List the scenarios; POST imports a file of them."""
    script = script_or_404(name)
    if request.method != "POST":
        return _list(request, script, ScenarioImportForm())
    return _import(request, script)


@needs(Role.EDITOR)
def _import(request: SignedIn, script: Script) -> HttpResponse:
    left = leaving(request)
    form = ScenarioImportForm(request.POST, request.FILES, check=left.check)
    if not form.is_valid():
        return _list(request, script, form, status=422)
    try:
        done = scenarios.import_cases(
            script=script,
            cases=form.cleaned_data["file"],
            actor=request.user,
            address=client_address(request),
            cancellation=left,
        )
    except Refused as error:
        form.add_error("file", str(error))
        return _list(request, script, form, status=422)
    if latest := queries.latest(script):
        scenario_results.retry(latest)
    messages.success(request, f"{done.added} added, {done.changed} changed, {done.same} were as they are.")
    return redirect("scenario_list", script.name)


def _list(request: SignedIn, script: Script, form: ScenarioImportForm, status: int = 200) -> HttpResponse:
    revision = chosen(request, script)
    rows = with_results(queries.scenarios_of(script), revision)
    context = {
        "script": script,
        "revision": revision,
        "revisions": queries.revisions_of(script)[:20],
        "rows": rows,
        "waiting": revision is not None and scenario_results.pending(revision),
        "form": form,
        "can_edit": request.role.includes(Role.EDITOR) and not script.archived_at,
    }
    return fragments.page_or_part(request, "rules/scenarios/scenario_list.html", "results", context, status=status)


def chosen(request: SignedIn, script: Script) -> Revision | None:
    """Return the revision that `?revision=` names, else the latest."""
    return chosen_revision(script, request.GET.get("revision", ""))


@require_POST
@needs(Role.EDITOR)
def scenario_try(request: SignedIn, name: str) -> HttpResponse:
    """Try all of them again, in the background."""
    script = script_or_404(name)
    revision = chosen(request, script)
    try:
        if revision:
            scenario_results.retry(revision)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("scenario_list", script.name)


@require_safe
@needs(Role.VIEWER)
def scenario_export(_request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    kept = {each.name: read_case(each.definition) for each in queries.scenarios_of(script)}
    response = HttpResponse(yaml_file.written(kept), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="scenarios.yaml"'
    return response
