"""The publications of a script, and for each the page that says whether it helped."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.models import Script
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics.counts import EPOCH, STEP
from rules.outqueue.statistics.overview import Overview
from rules.presentation import publication as present
from rules.presentation.database_state import ANSWERS, state
from rules.presentation.publication import Windows
from rules.presentation.replay import sentence
from rules.views.lookup import script_or_404
from rules.views.scripts.fuse_card import fuse_context
from rules.views.scripts.roll_back_offer import roll_back_offer
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part
from rules.wiring import connections

TEMPLATE = "rules/scripts/publication_view.html"


@require_safe
@needs(Role.VIEWER)
def publication_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    context = {"script": script, "publications": queries.publications_of(script), "live": script.live}
    return render(request, "rules/scripts/publication_list.html", context)


@require_safe
@needs(Role.VIEWER)
def publication_view(request: SignedIn, name: str, pk: int) -> HttpResponse:
    script = script_or_404(name)
    found = queries.publication(script, pk)
    if found is None:
        raise Http404(f"{script} has no publication {pk}.")
    now = datetime.now(UTC)
    context: dict[str, Any] = {
        "script": script,
        "publication": found,
        "database": ANSWERS,
        "predictions": [(each, sentence(each)) for each in queries.predictions(found)],
        "address": request.get_full_path(),
    }
    former = found.revision if found.until else queries.former_live(script)
    context |= roll_back_offer(request, script, former)
    context |= fuse_context(request, script, queries.fuse_of_publication(script, pk))
    try:
        context |= _compared(present.windows(found.at, found.until, now), script, now)
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return page_or_part(request, TEMPLATE, "effect", context)


def _compared(windows: Windows, script: Script, now: datetime) -> dict[str, Any]:
    """Count both times. Raises Unavailable; what is counted only in part is counted on by the next request."""
    context: dict[str, Any] = {"windows": windows, "effects": (), "sentence": present.NOTHING}
    if not windows.length:
        return context
    before = _counted(windows.before_since, windows.before_until, now)
    if before.complete:
        windows = windows.from_data(present.oldest_bar(before.figures) or windows.until)
    if not windows.length:
        return context
    before = _counted(windows.before_since, windows.before_until, now)
    after = _counted(windows.since, windows.until, now)
    effects = present.effects(before.figures, after.figures, windows)
    trouble = before.trouble or after.trouble
    complete = before.complete and after.complete
    return {
        "windows": windows,
        "effects": effects,
        "sentence": present.summary(effects) if complete else present.COUNTING,
        "goes_on": not trouble and not complete,
        "slow": trouble,
        "others": queries.publications_between(script, windows.before_since, windows.before_until),
    }


def _counted(since: datetime, until: datetime, now: datetime) -> Overview:
    return connections.overviews().of(since, until, step=STEP, origin=EPOCH, now=now)
