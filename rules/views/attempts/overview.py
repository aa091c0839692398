"""The overview of a time range: figures, each leading to the attempts behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rules.forms.time_range import PRESETS, TimeRangeForm
from rules.models.roles import Role
from rules.outqueue.connection.unavailable import Trouble, Unavailable
from rules.outqueue.statistics.failing_servers import spells
from rules.outqueue.statistics.future_attempts import latest_future_attempt
from rules.outqueue.statistics.outcome_counts import count_outcomes
from rules.outqueue.statistics.overview import SHORT, Overview
from rules.outqueue.statistics.time_budget import TimeBudget
from rules.presentation import overview as present
from rules.presentation.chart import chart, origin_for, range_query, step_for
from rules.presentation.database_state import ANSWERS, state
from rules.presentation.overview import FailureRow, RecentState
from rules.smtp.reply import Outcome
from rules.views.attempts.publication_marks import publication_marks
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part
from rules.wiring import connections

TEMPLATE = "rules/attempts/overview.html"


@require_safe
@needs(Role.VIEWER)
def overview(request: SignedIn) -> HttpResponse:
    now = datetime.now(UTC)
    form = TimeRangeForm(request.GET, now=now)
    context: dict[str, Any] = {
        "form": form,
        "presets": PRESETS,
        "database": ANSWERS,
        "address": request.get_full_path(),
    }
    if not form.is_valid():
        return page_or_part(request, TEMPLATE, "figures", context, 422)
    try:
        context |= {"address": request.get_full_path()} | _figures(form, now)
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return page_or_part(request, TEMPLATE, "figures", context)


def _figures(form: TimeRangeForm, now: datetime) -> dict[str, Any]:
    """Return the page's figures. Raises Unavailable."""
    since, until = form.bounds()
    patience = TimeBudget()
    found = _counted(since, until, now)
    patience.sentence = found.trouble
    before = patience.ask(lambda: _before(found, since, until, now))
    servers = present.servers_with_failures(found.figures)
    latest = patience.ask(lambda: _recent_state(servers, since, until, now)) or {}
    future = patience.ask(lambda: latest_future_attempt(connections.attempts(), now=now)) if until >= now else None
    return {
        "since": since,
        "until": until,
        "range_query": form.query if found.complete else range_query(found.since, until),
        "server_query": form.query,
        "found": found,
        "future": present.future_attempts(future, now),
        "slow": patience.sentence,
        "goes_on": not found.trouble and (not found.complete or (before is None and not patience.sentence)),
        "chart": chart(found.figures, since, until, counted_since=found.since, events=publication_marks(since, until)),
        "totals": present.totals(found.figures.outcomes),
        "total": found.figures.total,
        "change": present.change(found.figures.outcomes, before) if before is not None else None,
        "servers": present.worst_first([replace(each, recent=latest.get(each.name)) for each in servers]),
        "providers": present.providers_with_failures(found.figures),
        "codes": present.codes(found.figures),
    }


def _counted(since: datetime, until: datetime, now: datetime) -> Overview:
    step, origin = step_for(until - since), origin_for(since)
    return connections.overviews().of(since, until, step=step, origin=origin, now=now)


def _before(found: Overview, since: datetime, until: datetime, now: datetime) -> dict[Outcome, int] | None:
    """Return the outcomes of the time just before, of the same length; None until all of it is counted."""
    length: timedelta = until - since
    if length <= SHORT:
        return count_outcomes(connections.attempts(), last=length, now=since).counts
    if not found.complete:
        return None
    earlier = _counted(since - length, since, now)
    if earlier.trouble:
        raise Unavailable(earlier.trouble, Trouble.SLOW)
    return earlier.figures.outcomes if earlier.complete else None


def _recent_state(servers: list[FailureRow], since: datetime, until: datetime, now: datetime) -> dict[str, RecentState]:
    names = [each.name for each in servers if each.name]
    found = spells(connections.attempts(), names, since=since, until=until)
    return {name: RecentState(server=name, spell=found[name], until=until, past=until < now) for name in names}
