"""The dry run: a POST of the editor's unsaved text. Nothing is sent, and nothing of the script is changed."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from rules.dryrun.trace import DecisionEvent, Event
from rules.forms.dry_run import ADD_ORIGIN, DryRunForm
from rules.models import Script
from rules.models.roles import Role
from rules.text import encoding
from rules.views.dry_runs import dry_run_page
from rules.views.dry_runs.run_request import NothingToRun, Order, order
from rules.views.lookup import script_or_404, visible_run
from rules.views.scripts import editor_page
from rules.web import event_stream
from rules.web.access import SignedIn, needs
from rules.wiring.run_queue import Full

START = "start"
"""The parameter of a link that makes the page send its form by itself, as soon as it is loaded. A GET runs nothing."""
OWN = ("same-origin", "none")
"""Values of Sec-Fetch-Site for which that happens: another site's link fills the form in, and leaves the decision to
the person."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def dry_run(request: SignedIn, name: str) -> HttpResponseBase:
    """Stream what happens to a page that can show it; answer others with the whole page when it is over."""
    script = script_or_404(name)
    if request.method != "POST":
        return _filled_in(request, script)
    form = DryRunForm(request.POST)
    if not form.is_valid():
        return dry_run_page.bad_input(request, script, form)
    if ADD_ORIGIN in request.POST:
        return dry_run_page.filled_in(request, script, form)
    try:
        wanted = order(request, script, form)
    except (NothingToRun, encoding.UnusableText) as error:
        form.add_error(None, str(error))
        return dry_run_page.bad_input(request, script, form)
    if event_stream.wanted(request):
        return event_stream.response(request, wanted.run(), _telling(request, wanted))
    try:
        events = event_stream.items(request, wanted.run())
        context = {"result": wanted.finished(events)}
        return dry_run_page.page(request, script, form, revision=wanted.text.revision, more=context)
    except Full as full:
        form.add_error(None, str(full))
        return dry_run_page.page(request, script, form, status=full.status)


def _telling(request: SignedIn, order: Order) -> Callable[[Event], tuple[str, str]]:
    """Stream each step as it happens, and with the last one the whole result."""
    events: list[Event] = []

    def written(event: Event) -> tuple[str, str]:
        events.append(event)
        if not isinstance(event, DecisionEvent):
            return "step", render_to_string("rules/dry_runs/trace_step.html", {"event": event}, request)
        context = {"script": order.script, "result": order.finished(events)}
        return "result", render_to_string("rules/dry_runs/dry_run.html#result", context, request)

    return written


def _filled_in(request: SignedIn, script: Script) -> HttpResponse:
    """Return the form filled in by the link, by a run that was kept (?run=KEY, its text as well), by a preset, or by
    the person's last inputs.

    A link to a run that is wanted at once (START) has all its inputs, so nobody's last ones take part.
    """
    start = START in request.GET and request.headers.get("Sec-Fetch-Site", "none") in OWN
    asked = request.GET.dict()
    if run := visible_run(request, request.GET.get("run", "")):
        form = DryRunForm(initial=run.run_inputs.to_dict() | asked)
        unsaved = run.revision is None and request.role.includes(Role.EDITOR)
        source = encoding.to_text(run.source) if unsaved else None
        return dry_run_page.page(request, script, form, source=source, revision=run.revision, more={"start": start})
    form = DryRunForm(initial=asked if START in asked else editor_page.last_inputs(request) | asked)
    return dry_run_page.page(request, script, form, more={"start": start})
