"""The score of a revision: how many kept scenarios fail with it, while they are tried and afterwards."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rules.models.roles import Role
from rules.views.lookup import revision_or_404, script_or_404
from rules.views.scenarios.scores import score_of
from rules.web.access import SignedIn, is_visit, needs


@require_safe
@needs(Role.VIEWER)
def scenario_score(request: SignedIn, name: str, number: int) -> HttpResponse:
    script = script_or_404(name)
    revision = revision_or_404(script, number)
    if is_visit(request):
        return redirect(f"{reverse('scenario_list', args=[name])}?revision={number}")
    context = {"script": script, "revision": revision, "score": score_of(revision)}
    return render(request, "rules/scenarios/scenario_score.html", context)
