"""One mail server: its attempts, its replies, and what the live script says of it right now."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.time_range import PRESETS, TimeRangeForm
from rules.models.roles import Role
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics import similar_replies
from rules.outqueue.statistics.failing_servers import spells
from rules.outqueue.statistics.future_attempts import latest_future_attempt
from rules.outqueue.statistics.rule_count import WINDOW_MINUTES, rule_count
from rules.outqueue.statistics.time_budget import TimeBudget
from rules.presentation import live_decision as live_script
from rules.presentation import overview as present
from rules.presentation.attempts import row
from rules.presentation.chart import chart, origin_for, step_for
from rules.presentation.database_state import ANSWERS, state
from rules.presentation.replies import Shares, attempts_beyond, shares
from rules.resolver.names import is_address
from rules.smtp.reply import Outcome
from rules.views.attempts.publication_marks import publication_marks
from rules.web.access import SignedIn, needs
from rules.web.fragments import wanted
from rules.web.run_line import leaving, turn
from rules.wiring import connections
from rules.wiring.live_run import live_run
from rules.wiring.run_queue import Full

LAST_REPLIES = 10
TEMPLATE = "rules/attempts/server.html"


@require_safe
@needs(Role.VIEWER)
def server(request: SignedIn, name: str) -> HttpResponse:
    name = server_name(name)
    now = datetime.now(UTC)
    form = TimeRangeForm(request.GET, now=now)
    context: dict[str, Any] = {"name": name, "form": form, "presets": PRESETS, "database": ANSWERS}
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    try:
        context |= _found(name, form, now)
    except Unavailable as trouble:
        context["database"] = state(trouble)
    return render(request, TEMPLATE, context)


def _found(name: str, form: TimeRangeForm, now: datetime) -> dict[str, Any]:
    """Return the server's figures; those that take too long are None, and the page says so. Raises Unavailable."""
    since, until = form.bounds()
    attempts, patience = connections.attempts(), TimeBudget()
    page = attempts.page(
        AttemptFilter(time=TimeRange(since=since, until=until), server=name), limit=LAST_REPLIES, now=until
    )
    patience.sentence = page.incomplete or ""
    nothing = not page.attempts and not page.incomplete
    found = {
        "since": since,
        "until": until,
        "range_query": form.query,
        **({"total": 0} if nothing else _figures(name, since, until, patience)),
        "recent": None if nothing else patience.ask(lambda: _recent_state(name, since, until, now)),
        "shares": None if nothing else patience.ask(lambda: _shares(name, since, until)),
        "rule_count": patience.ask(lambda: rule_count(attempts, name)),
        "rule_minutes": WINDOW_MINUTES,
        "rows": [row(attempt) for attempt in page.attempts],
    }
    future = patience.ask(lambda: latest_future_attempt(attempts, now=now, server=name)) if until >= now else None
    found["beyond_shares"] = attempts_beyond(found["shares"], found["total"])
    return found | {"future": present.future_attempts(future, now, name), "slow": patience.sentence}


def _figures(name: str, since: datetime, until: datetime, patience: TimeBudget) -> dict[str, Any]:
    step, origin = step_for(until - since), origin_for(since)
    counted = connections.overviews().of_server
    figures = patience.ask(lambda: counted(name, since, until, step=step, origin=origin))
    if figures is None:
        return {"total": None}
    drawn = chart(figures, since, until, counted_since=since, events=publication_marks(since, until))
    return {
        "chart": drawn,
        "total": figures.total,
        "totals": present.totals(figures.outcomes),
        "failures": figures.total - figures.outcomes[Outcome.DELIVERED],
        "codes": present.codes(figures),
        "per_minute": figures.total / ((until - since) / timedelta(minutes=1)),
        "busiest": max(bar.total for bar in drawn.bars) / (step / timedelta(minutes=1)),
    }


def _shares(name: str, since: datetime, until: datetime) -> Shares:
    source = connections.attempts()

    def newest(columns: Columns) -> tuple[similar_replies.ReplyKind, ...]:
        return similar_replies.newest_at(source.database, columns, source.at_server(columns, name), since, until)

    return shares(source.known.using(newest))


def _recent_state(name: str, since: datetime, until: datetime, now: datetime) -> present.RecentState:
    spell = spells(connections.attempts(), [name], since=since, until=until)[name]
    return present.RecentState(server=name, spell=spell, until=until, past=until < now)


@require_safe
@needs(Role.VIEWER)
def server_live(request: SignedIn, name: str) -> HttpResponse:
    """Answer with the dry run, which the page fetches; a browser without JavaScript gets the whole card."""
    name = server_name(name)
    if not wanted(request):
        return redirect(f"{reverse('waiting')}?{urlencode({'q': name})}")
    context: dict[str, Any] = {"name": name, "script": queries.routing_script()}
    try:
        last = (
            connections.attempts()
            .page(AttemptFilter(time=TimeRange(last=timedelta(days=7)), server=name), limit=1)
            .attempts
        )
        with turn(request):
            context |= _live(request, name, row(last[0]).destination if last else name, context["script"].live)
    except (Unavailable, ValueError, Full) as trouble:
        context["trouble"] = str(trouble)
    return render(request, "rules/attempts/server_live.html", context)


def _live(request: SignedIn, name: str, domain: str, revision: Any) -> dict[str, Any]:
    if revision is None or is_address(domain):
        return {"domain": domain}
    live = live_script.live(revision, live_run(revision, domain, leaving(request)))
    return {"domain": domain, "live": live, "verdict": live.verdict_on(name)}
