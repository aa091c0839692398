"""A person's presets: inputs of dry runs under a name. Each button of the menu posts the form as it is."""

from dataclasses import replace

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from rules import queries
from rules.dryrun.run_inputs import RunInputs
from rules.forms.dry_run import DryRunForm
from rules.models.roles import Role
from rules.services import dry_runs
from rules.services.errors import Refused
from rules.views.dry_runs import dry_run_page
from rules.views.lookup import script_or_404
from rules.web import event_stream
from rules.web.access import SignedIn, needs


@require_POST
@needs(Role.VIEWER)
def presets(request: SignedIn, name: str) -> HttpResponse:
    """Choose or forget the preset that `choose` or `forget` names, or keep the inputs as `preset_name`. The domain is
    never part of it."""
    script = script_or_404(name)
    inputs, problem = DryRunForm(request.POST).typed(), ""
    if wanted := request.POST.get("choose"):
        if chosen := queries.preset(request.user, wanted):
            inputs = RunInputs.from_dict(inputs.to_dict() | chosen.inputs | {"domain": inputs.domain})
    elif forgotten := request.POST.get("forget"):
        dry_runs.forget(user=request.user, name=forgotten)
    else:
        problem = _keep(request, inputs)
    status = 422 if problem else 200
    form = DryRunForm(initial=inputs.to_dict())
    if event_stream.wanted(request):
        return dry_run_page.fields(request, script, form, status, preset_problem=problem)
    return dry_run_page.page(request, script, form, status=status, more={"preset_problem": problem})


def _keep(request: SignedIn, inputs: RunInputs) -> str:
    """Keep the preset, and return what is wrong with its name, if anything."""
    name = request.POST.get("preset_name", "").strip()
    if not name:
        return "Give the preset a name, like “Gmail-like, 12 MB, 4th retry”."
    try:
        dry_runs.remember(user=request.user, inputs=replace(inputs, domain=""), name=name)
    except Refused as error:
        return str(error)
    return ""
