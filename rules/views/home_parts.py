"""The parts of Home that take a moment: what is wrong now, the last 24 hours, and what is on its way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from rules import queries
from rules.dryrun.summary import RunSummary
from rules.models.roles import Role
from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics.failing_servers import spells
from rules.outqueue.statistics.time_budget import TimeBudget
from rules.presentation import home_trouble as shown
from rules.presentation import overview as present
from rules.presentation.chart import chart
from rules.presentation.database_state import ANSWERS, state
from rules.presentation.home_day import differences
from rules.presentation.overview import FailureRow, RecentState
from rules.smtp.reply import Outcome
from rules.views.attempts.publication_marks import publication_marks
from rules.views.on_its_way import moving
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part
from rules.web.run_line import leaving, turn
from rules.wiring import connections
from rules.wiring.last_day import LastDay, day_before, last_day
from rules.wiring.live_answers import live_answer
from rules.wiring.run_queue import Full

TROUBLE, DAY, MOVING = "rules/home/home_trouble.html", "rules/home/home_day.html", "rules/home/home_moving.html"
ASKED = "asked"
"""The address with which the live script is asked as well."""


@require_safe
@needs(Role.VIEWER)
def home_trouble(request: SignedIn) -> HttpResponse:
    """Show what fails, at once; `?asked=1` asks the live script about it too, which takes longer."""
    context: dict[str, Any] = {"database": ANSWERS, "asked": ASKED in request.GET}
    try:
        context |= _trouble(request, last_day())
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return page_or_part(request, TROUBLE, "card", context)


def _trouble(request: SignedIn, day: LastDay) -> dict[str, Any]:
    patience = TimeBudget()
    servers = present.worst_first(_with_state(day, patience))
    looked_at = shown.failing(servers)
    if ASKED in request.GET:
        looked_at += _busiest(day, looked_at)
    last = {each.name: patience.ask(partial(_last, each.name)) for each in looked_at}
    answers = _answers(request, looked_at, last) if ASKED in request.GET else {}
    return {
        "troubles": shown.troubles(looked_at, last, answers),
        "script_errors": shown.script_errors(answers),
        "day": day,
        "totals": present.totals(day.found.figures.outcomes),
        "total": day.found.figures.total,
        "slow": patience.sentence or day.found.trouble,
    }


def _with_state(day: LastDay, patience: TimeBudget) -> list[FailureRow]:
    """Return the servers with most failures, each with its latest run of them."""
    servers = present.servers_with_failures(day.found.figures)
    names = [each.name for each in servers if each.name]
    found = patience.ask(lambda: spells(connections.attempts(), names, since=day.since, until=day.until)) or {}
    states = {name: RecentState(server=name, spell=spell, until=day.until, past=False) for name, spell in found.items()}
    return [replace(each, recent=states.get(each.name)) for each in servers]


def _busiest(day: LastDay, without: Sequence[FailureRow]) -> list[FailureRow]:
    """Return the servers with most attempts: the live script may refuse them although they do not fail."""
    known = {each.name for each in without}
    counts: dict[str, int] = {}
    for (server, _), count in day.found.figures.servers.items():
        counts[server] = counts.get(server, 0) + count
    names = sorted((name for name in counts if name and name not in known), key=lambda name: (-counts[name], name))
    return [FailureRow(name=name, counts=dict.fromkeys(Outcome, 0)) for name in names[: shown.MOST_BUSY]]


def _last(server: str) -> Attempt | None:
    wanted = AttemptFilter(time=TimeRange(last=timedelta(days=1)), server=server)
    attempts = connections.attempts().page(wanted, limit=1).attempts
    return attempts[0] if attempts else None


def _answers(
    request: SignedIn, servers: Sequence[FailureRow], last: dict[str, Attempt | None]
) -> dict[str, RunSummary]:
    """Ask the live script about each destination once; none where all its turns are taken."""
    revision = queries.routing_script().live
    domains = dict.fromkeys(filter(None, (shown.destination_of(last[each.name]) for each in servers)))
    if revision is None or not domains:
        return {}
    try:
        with turn(request):
            return {domain: live_answer(revision, domain, leaving(request)) for domain in domains}
    except Full:
        return {}


@require_safe
@needs(Role.VIEWER)
def home_day(request: SignedIn) -> HttpResponse:
    context: dict[str, Any] = {"database": ANSWERS}
    try:
        context |= _day(last_day())
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return page_or_part(request, DAY, "card", context)


def _day(day: LastDay) -> dict[str, Any]:
    figures = day.found.figures
    before = day_before(day)
    return {
        "chart": chart(
            figures,
            day.since,
            day.until,
            counted_since=day.found.since,
            events=publication_marks(day.since, day.until),
        ),
        "total": figures.total,
        "totals": present.totals(figures.outcomes),
        "range_query": "range=24h",
        "differences": None if before is None else differences(figures, before),
        "slow": day.found.trouble,
    }


@require_safe
@needs(Role.VIEWER)
def home_moving(request: SignedIn) -> HttpResponse:
    lines = moving(request, queries.routing_script(), timezone.now())
    return page_or_part(request, MOVING, "card", {"moving": lines, "moves": any(line.moves for line in lines)})
