"""A scenario made of a dry run: its DNS and SQL answers are pinned, whatever DNS and the queue say today."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from rules.dryrun import record
from rules.dryrun.report import as_json
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent
from rules.forms.dry_run import DryRunForm
from rules.forms.scenario import ScenarioForm
from rules.models import DryRun
from rules.models.roles import Role
from rules.presentation.scenarios import proposed_name
from rules.scenarios.case import Case
from rules.scenarios.pinning import pins_of
from rules.services.errors import Refused
from rules.views.lookup import run_or_404
from rules.views.scenarios.scenario_new import keep, keep_and_try
from rules.web import fragments
from rules.web.access import SignedIn, needs
from rules.web.run_line import takes_turn

HERE = "rules/scenarios/scenario_keep_here.html"
"""The form in the place of the link to it, for htmx: beside the result, without the choice of an expectation."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
@takes_turn("POST")
def scenario_keep(request: SignedIn, key: str) -> HttpResponse:
    run = run_or_404(request, key)
    if request.method != "POST":
        return _page(request, run, ScenarioForm(initial={"name": proposed_name(run.domain, _decided(run).decision)}))
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form, status=422)
    try:
        if fragments.wanted(request):
            kept = keep_and_try(request, run.script, form.cleaned_data["name"], _case(run, form))
            return render(request, f"{HERE}#kept", {"script": run.script, "kept": kept})
        return keep(request, run.script, form.cleaned_data["name"], _case(run, form))
    except Refused as error:
        form.add_error("name", str(error))
        return _page(request, run, form, status=422)


def _case(run: DryRun, form: ScenarioForm) -> Case:
    typed = QueryDict(mutable=True)
    typed.update({"seed": "0"} | run.run_inputs.to_dict())  # runs that were kept without a seed had this one
    inputs = DryRunForm(typed)
    if not inputs.is_valid():
        raise Refused("The inputs of this run cannot be read any more: run it again, then keep that.")
    events = record.load(bytes(run.trace))
    last = _decided(run)
    return Case(
        inputs=_with_clock(inputs.scenario(), run, last),
        expected=form.expectation(last.decision),
        pins=pins_of(as_json(events)),
    )


def _decided(run: DryRun) -> DecisionEvent:
    last = record.load(bytes(run.trace))[-1]
    assert isinstance(last, DecisionEvent)
    return last


def _with_clock(inputs: Scenario, run: DryRun, last: DecisionEvent) -> Scenario:
    """Set the clock to when the run began, so that a script that asks it decides the same tomorrow."""
    began = run.created_at - timedelta(milliseconds=last.elapsed_ms)
    return replace(inputs, clock=inputs.clock or began.astimezone(timezone.get_default_timezone()))


def _page(request: SignedIn, run: DryRun, form: ScenarioForm, status: int = 200) -> HttpResponse:
    context = {"script": run.script, "run": run, "form": form}
    template = HERE if fragments.wanted(request) else "rules/scenarios/scenario_keep.html"
    return render(request, template, context, status=status)
