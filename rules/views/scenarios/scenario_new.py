"""A scenario made with a form: the inputs are run once, and what DNS and SQL answered is pinned."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from rules import queries
from rules.dryrun import engine
from rules.dryrun.engine import World
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent
from rules.forms.dry_run import DryRunForm
from rules.forms.scenario import ScenarioForm
from rules.models import Revision, Script, source_of
from rules.models import Scenario as KeptScenario
from rules.models.roles import Role
from rules.scenarios.case import Case
from rules.scenarios.pinning import pins_of
from rules.services import scenario_results, scenarios
from rules.services.archived import refuse_archived
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.web.access import SignedIn, client_address, needs
from rules.web.run_line import leaving, takes_turn
from rules.wiring import chosen_world


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
@takes_turn("POST")
def scenario_new(request: SignedIn, name: str) -> HttpResponse:
    """Make a scenario. `?domain=` and the other inputs of a dry run fill the form in."""
    script = script_or_404(name)
    revision = script.live or queries.latest(script)
    if request.method != "POST" or revision is None:
        given = request.GET.dict()
        return _page(request, script, revision, DryRunForm(initial=given), ScenarioForm(initial=given))
    inputs, form = DryRunForm(request.POST), ScenarioForm(request.POST)
    if not (inputs.is_valid() and form.is_valid()):
        return _page(request, script, revision, inputs, form, status=422)
    try:
        refuse_archived(script)
        with chosen_world.chosen(inputs.dns_choice(), leaving(request), inputs.cleaned_data["at"]) as world:
            case = _frozen(revision, _with_clock(inputs.scenario()), world, form)
        return keep(request, script, form.cleaned_data["name"], case)
    except Refused as error:
        form.add_error("name", str(error))
        return _page(request, script, revision, inputs, form, status=422)


def keep(request: SignedIn, script: Script, name: str, case: Case) -> HttpResponse:
    """Keep the scenario, try it, and show it. Raises Refused."""
    kept = keep_and_try(request, script, name, case)
    messages.success(request, f"“{kept.name}” is kept.")
    return redirect("scenario_view", script.name, kept.pk)


def keep_and_try(request: SignedIn, script: Script, name: str, case: Case) -> KeptScenario:
    """Keep the scenario, and try it with what is live and what is latest. Raises Refused."""
    kept = scenarios.keep(script=script, name=name, case=case, actor=request.user, address=client_address(request))
    for each in filter(None, {script.live, queries.latest(script)}):
        scenario_results.try_scenario(kept, each, cancellation=leaving(request))
    return kept


def _frozen(revision: Revision, inputs: Scenario, world: World, form: ScenarioForm) -> Case:
    events = list(engine.run(source_of(revision), inputs, world))
    world.cancellation.check()
    last = events[-1]
    assert isinstance(last, DecisionEvent)
    return Case(inputs=inputs, expected=form.expectation(last.decision), pins=pins_of(as_json(events)))


def _with_clock(inputs: Scenario) -> Scenario:
    """Stop the clock, so that a script that asks it decides the same tomorrow."""
    return replace(inputs, clock=inputs.clock or timezone.localtime(timezone=timezone.get_default_timezone()))


def _page(
    request: SignedIn,
    script: Script,
    revision: Revision | None,
    inputs: DryRunForm,
    form: ScenarioForm,
    status: int = 200,
) -> HttpResponse:
    context = {"script": script, "revision": revision, "inputs": inputs, "form": form}
    return render(request, "rules/scenarios/scenario_new.html", context, status=status)
