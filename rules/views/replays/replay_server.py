"""The timeline of one server in a trial: what happened, and what both texts said."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rules import queries
from rules.models import Replay
from rules.models.roles import Role
from rules.outqueue.attempts.spelling import server_name
from rules.presentation import replay_timeline as present
from rules.views.attempts.publication_marks import publication_marks
from rules.views.replays.lookup import replay_or_404, revision_number
from rules.web.access import SignedIn, needs

DAY = timedelta(days=1)


@require_safe
@needs(Role.VIEWER)
def replay_server(request: SignedIn, pk: int, server: str) -> HttpResponse:
    replay = replay_or_404(request, pk)
    server = server_name(server)
    context: dict[str, Any] = {"replay": replay, "script": replay.script, "server": server}
    day = _day(request.GET.get("day", ""), replay, server)
    if day is not None:
        context |= _drawn(replay, server, day)
    return render(request, "rules/replays/replay_server.html", context)


def _day(asked: str, replay: Replay, server: str) -> date | None:
    """Return the day that the address has, else one on which the rule refused attempts there; None: none was made."""
    try:
        return date.fromisoformat(asked)
    except ValueError:
        telling = queries.telling_moment(replay, server)
    return timezone.localtime(telling).date() if telling else None


def _drawn(replay: Replay, server: str, day: date) -> dict[str, Any]:
    since, until = _bounds(day)
    found = sorted(islice(queries.server_rows(replay, server, since, until), present.MOST + 1), key=attrgetter("at"))
    rows = found[: present.MOST]
    names = (replay.source_name, replay.against_name)
    return {
        "day": since,
        "rows": rows,
        "cut": len(found) > present.MOST,
        "most": present.MOST,
        "earlier": day - DAY if timezone.localtime(replay.since).date() < day else None,
        "later": day + DAY if day < timezone.localtime(replay.until).date() else None,
        "timeline": present.timeline(rows, since, until, names=names, events=publication_marks(since, until)),
        "lines": present.lines(rows, since, replay, revision_number(replay)),
    }


def _bounds(day: date) -> tuple[datetime, datetime]:
    """Return the beginning of the day and of the next one, in the zone of the pages."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time(), zone), datetime.combine(day + DAY, time(), zone)
