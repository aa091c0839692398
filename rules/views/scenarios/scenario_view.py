"""One kept scenario: its results, what it pins, and changing, accepting or removing it."""

from dataclasses import replace

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rules import queries
from rules.dryrun.report import as_json
from rules.forms.scenario import NOW, ScenarioForm
from rules.lua.cancellation import Cancellation
from rules.models import Revision, Scenario, source_of
from rules.models.roles import Role
from rules.presentation.scenarios import marked
from rules.scenarios import trial
from rules.scenarios.case import Case, plain
from rules.scenarios.case_reader import read_case
from rules.scenarios.expectation import Expectation
from rules.scenarios.pinning import pins_of
from rules.services import scenario_results, scenarios
from rules.services.archived import refuse_archived
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.views.scenarios.scenario_list import chosen
from rules.views.scenarios.scores import with_results
from rules.web.access import SignedIn, client_address, needs
from rules.web.run_line import leaving, takes_turn
from rules.wiring import chosen_world

OFFER = "rules.views.scenario_view.accept"  # a signature's salt: pages that are open carry it, so it never changes
OFFER_SECONDS = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
@takes_turn("POST")
def scenario_view(request: SignedIn, name: str, pk: int) -> HttpResponseBase:
    """Show a scenario; POST changes its name and what it expects."""
    scenario = _or_404(name, pk)
    case = read_case(scenario.definition)
    if request.method != "POST":
        return _page(request, scenario, ScenarioForm.of(scenario.name, case.expected))
    return _change(request, scenario, case)


@needs(Role.EDITOR)
def _change(request: SignedIn, scenario: Scenario, case: Case) -> HttpResponse:
    form = ScenarioForm(request.POST)
    if form.is_valid() and form.cleaned_data["kind"] == NOW:
        form.add_error("kind", "Choose what is expected; “Accept today's answer” expects what is decided now.")
    if not form.is_valid():
        return _page(request, scenario, form, status=422)
    return _store(request, scenario, replace(case, expected=form.expectation()), form)


def _store(request: SignedIn, scenario: Scenario, case: Case, form: ScenarioForm | None = None) -> HttpResponse:
    try:
        scenario = scenarios.change(
            scenario=scenario,
            case=case,
            name=form.cleaned_data["name"] if form else None,
            actor=request.user,
            address=client_address(request),
        )
    except Refused as error:
        if form is None or scenario.script.archived_at:  # no form is shown
            messages.error(request, str(error))
            return redirect("scenario_view", scenario.script.name, scenario.pk)
        form.add_error("name", str(error))
        return _page(request, scenario, form, status=422)
    if revision := chosen(request, scenario.script):
        scenario_results.try_scenario(scenario, revision, cancellation=leaving(request))
    messages.success(request, f"“{scenario.name}” is changed.")
    return redirect("scenario_view", scenario.script.name, scenario.pk)


def _page(request: SignedIn, scenario: Scenario, form: ScenarioForm, status: int = 200) -> HttpResponse:
    revision = chosen(request, scenario.script)
    (row,) = with_results([scenario], revision)
    case = read_case(scenario.definition)
    context = {
        "script": scenario.script,
        "scenario": scenario,
        "case": case,
        "pins": marked(case.pins, case.pins),
        "revision": revision,
        "row": row,
        "form": form,
        "can_edit": request.role.includes(Role.EDITOR) and not scenario.script.archived_at,
    }
    return render(request, "rules/scenarios/scenario_view.html", context, status=status)


@require_POST
@needs(Role.EDITOR)
@takes_turn("POST")
def scenario_try_one(request: SignedIn, name: str, pk: int) -> HttpResponse:
    scenario = _or_404(name, pk)
    try:
        refuse_archived(scenario.script)
        if revision := chosen(request, scenario.script):
            scenario_results.try_scenario(scenario, revision, cancellation=leaving(request))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("scenario_view", name, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
@takes_turn("GET", "POST")
def scenario_accept(request: SignedIn, name: str, pk: int) -> HttpResponse:
    """Pin new answers: GET runs it with the world of today and shows what would change; POST keeps exactly what was
    shown."""
    scenario = _or_404(name, pk)
    revision = chosen(request, scenario.script)
    if request.method == "POST":
        try:
            offered = signing.loads(request.POST.get("offer", ""), salt=_salt(scenario), max_age=OFFER_SECONDS)
        except signing.BadSignature:
            messages.error(request, "What was shown is out of date: look at it again, then accept it.")
            return redirect("scenario_accept", name, pk)
        return _store(request, scenario, read_case(offered))
    if revision is None:
        raise Http404(f"{scenario.script} has no revision yet.")
    before = read_case(scenario.definition)
    after = _today(revision, before, leaving(request))
    old, new = marked(before.pins, after.pins), marked(after.pins, before.pins)
    differs = before.expected != after.expected
    context = {
        "pins_before": old,
        "pins_after": new,
        "differs": differs,
        "same": not (differs or old.differ or new.differ),
        "script": scenario.script,
        "scenario": scenario,
        "revision": revision,
        "before": before,
        "after": after,
        "offer": signing.dumps(plain(after), salt=_salt(scenario), compress=True),
    }
    return render(request, "rules/scenarios/scenario_accept.html", context)


def _today(revision: Revision, case: Case, cancellation: Cancellation) -> Case:
    with chosen_world.usual(cancellation) as world:
        tried = trial.live(source_of(revision), case, world)
    cancellation.check()
    return replace(case, expected=Expectation.of(tried.told.decision), pins=pins_of(as_json(tried.events)))


def _salt(scenario: Scenario) -> str:
    return f"{OFFER}:{scenario.pk}:{scenario.changed_at.isoformat()}"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def scenario_remove(request: SignedIn, name: str, pk: int) -> HttpResponse:
    scenario = _or_404(name, pk)
    if request.method != "POST":
        return render(
            request, "rules/scenarios/scenario_remove.html", {"script": scenario.script, "scenario": scenario}
        )
    try:
        scenarios.remove(scenario=scenario, actor=request.user, address=client_address(request))
        messages.success(request, f"“{scenario.name}” is removed.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("scenario_list", name)


def _or_404(name: str, pk: int) -> Scenario:
    script = script_or_404(name)
    scenario = queries.scenario(script, pk)
    if scenario is None:
        raise Http404(f"{script} has no scenario {pk}.")
    return scenario
