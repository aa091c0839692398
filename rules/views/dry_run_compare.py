"""Two texts on the same inputs, the same DNS answers and the same rows: what differs? Nothing of it is kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rules import queries, scripttext
from rules.access import SignedIn, needs
from rules.dryrun.comparison import compare
from rules.forms.dry_run import DryRunForm
from rules.models import Script
from rules.presentation.compared import pairs
from rules.roles import Role
from rules.turns import Full
from rules.views import dry_run_page, dry_run_stream
from rules.views.dry_run_order import NothingToRun, Text, named, text_of
from rules.views.lookup import script_or_404
from rules.watched import Lookout


@require_POST
@needs(Role.VIEWER)
def dry_run_compare(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    form = DryRunForm(request.POST)
    if not form.is_valid():
        return dry_run_page.bad_input(request, script, form)
    try:
        before, after = _against(request, script), text_of(request, script, form)
        shown = _compared(form, before, after)
    except (NothingToRun, scripttext.UnusableText, Full) as error:
        form.add_error(None, str(error))
        return dry_run_page.bad_input(request, script, form)
    if dry_run_stream.wanted(request):
        return render(request, "rules/dry_run.html#result", shown | {"script": script})
    return dry_run_page.page(request, script, form, more=shown)


def _against(request: SignedIn, script: Script) -> Text:
    number = request.POST.get("against", "")
    revision = queries.revision(script, int(number)) if number.isdecimal() and len(number) < 9 else script.live
    if revision is None:
        raise NothingToRun("There is no such revision to compare with. Save one first, or publish one.")
    return named(script, revision)


def _compared(form: DryRunForm, before: Text, after: Text) -> dict[str, object]:
    with dry_run_stream.taken_turn(), form.opened(Lookout(lambda _began: None)) as world:
        found = compare(before.source, after.source, form.scenario(), world)
    return {"comparison": found, "pairs": list(pairs(found)), "before": before, "after": after}
