"""Two texts compared on the same inputs, DNS answers and rows. Nothing of it is kept."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from rules import queries
from rules.dryrun.comparison import Comparison, compare
from rules.dryrun.engine import World
from rules.forms.dry_run import DryRunForm
from rules.models import Script
from rules.models.roles import Role
from rules.presentation.inputs_summary import inputs_summary
from rules.presentation.run_comparison import pairs
from rules.text import encoding
from rules.views.dry_runs import dry_run_page
from rules.views.dry_runs.run_request import NothingToRun, RunText, named, text_of
from rules.views.lookup import number_in, script_or_404
from rules.web import event_stream
from rules.web.access import SignedIn, needs
from rules.wiring.background_run import WatchedRun
from rules.wiring.chosen_world import opening
from rules.wiring.run_queue import Full


@require_POST
@needs(Role.VIEWER)
def dry_run_compare(request: SignedIn, name: str) -> HttpResponseBase:
    script = script_or_404(name)
    form = DryRunForm(request.POST)
    if not form.is_valid():
        return dry_run_page.bad_input(request, script, form)
    try:
        before, after = _against(request, script), text_of(request, script, form)
    except (NothingToRun, encoding.UnusableText) as error:
        form.add_error(None, str(error))
        return dry_run_page.bad_input(request, script, form)
    run = _run(form, before, after)

    def shown(found: Comparison) -> dict[str, Any]:
        texts = {"before": before, "after": after, "answered": inputs_summary(form.inputs())}
        return {"script": script, "comparison": found, "pairs": list(pairs(found))} | texts

    if event_stream.wanted(request):
        html = "rules/dry_runs/dry_run.html#result"
        return event_stream.response(
            request, run, lambda found: ("result", render_to_string(html, shown(found), request))
        )
    try:
        (found,) = event_stream.items(request, run)
    except Full as full:
        form.add_error(None, str(full))
        return dry_run_page.page(request, script, form, status=full.status)
    return dry_run_page.page(request, script, form, more=shown(found))


def _run(form: DryRunForm, before: RunText, after: RunText) -> WatchedRun[Comparison]:
    def compared(world: World) -> Iterator[Comparison]:
        yield compare(before.source, after.source, form.scenario(), world)

    return WatchedRun(compared, opening(form.dns_choice(), form.cleaned_data["at"]))


def _against(request: SignedIn, script: Script) -> RunText:
    number = number_in(request.POST.get("against"))
    revision = script.live if number is None else queries.revision(script, number)
    if revision is None:
        raise NothingToRun("There is no such revision to compare with. Save one first, or publish one.")
    return named(script, revision)
