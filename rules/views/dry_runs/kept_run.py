"""A dry run that was kept: exactly what it saw, under a permanent link."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules.dryrun import record
from rules.models.roles import Role
from rules.presentation.line_coverage import ran_listing
from rules.presentation.no_longer_live import no_longer_live
from rules.presentation.result import result
from rules.views.lookup import number_in, run_or_404
from rules.web.access import SignedIn, needs


@require_safe
@needs(Role.VIEWER)
def run_view(request: SignedIn, key: str) -> HttpResponse:
    run = run_or_404(request, key)
    number = request.GET.get("from", "")
    answer = result(
        record.load(bytes(run.trace)),
        script=run.script,
        source=run.source,
        ran=run.ran,
        inputs=run.run_inputs,
        kept=run,
        first=number_in(number) or 1,
    )
    lines = ran_listing(run.source, answer.coverage)
    context = {
        "script": run.script,
        "run": run,
        "result": answer,
        "lines": lines,
        "no_longer_live": no_longer_live(run.script, run.ran),
    }
    return render(request, "rules/dry_runs/run_view.html", context)
