"""A dry run as it happens: server-sent events in the answer to the POST that asked for it.

The stream is the run's leash. Every moment something is written, if only a comment, so a browser that cancelled or
went away is noticed at once, in whatever process; then the script's process, its lookups and its query end.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string

from rules.access import SignedIn
from rules.dryrun.trace import DecisionEvent, Event
from rules.presentation.result import Result
from rules.turns import Full, Turn, Turns
from rules.views.dry_run_order import Order
from rules.watched import TICK, Began, WatchedRun

AT_ONCE, WAITING = 8, 42
"""In one process. The server has a thread for each of them and some for other pages."""
PATIENCE = 30.0
"""Seconds that a page without JavaScript waits for its turn."""
CONTENT_TYPE = "text/event-stream"
TURNS = Turns(at_once=AT_ONCE, waiting=WAITING)

log = logging.getLogger(__name__)


def wanted(request: SignedIn) -> bool:
    return CONTENT_TYPE in request.headers.get("Accept", "")


def whole(order: Order) -> Result:
    """The same at once, for a page without JavaScript. Raises Full."""
    with taken_turn(), order.run() as run:
        return order.finished([event for event in run if isinstance(event, Event)])


@contextmanager
def taken_turn() -> Iterator[None]:
    """Waits for it. Raises Full where that takes too long."""
    with TURNS.take() as turn:
        if place := turn.wait(PATIENCE):
            raise Full(f"{place + AT_ONCE - 1} dry runs are still before this one. Try again in a few seconds.")
        yield


def response(request: SignedIn, order: Order) -> StreamingHttpResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_frames(request, order), content_type=CONTENT_TYPE, headers=headers)


def _frames(request: SignedIn, order: Order) -> Iterator[str]:
    try:
        with TURNS.take() as turn:
            yield from _in_line(turn)
            with order.run() as run:
                yield from _told(request, order, run)
    except Full as full:
        yield _frame("trouble", str(full))
    except Exception:
        log.exception("A dry run failed")
        yield _frame("trouble", "mxadmin itself failed while it ran the script. Its log says where.")


def _in_line(turn: Turn) -> Iterator[str]:
    told = 0
    while place := turn.wait(TICK):
        yield _frame("place", place) if place != told else HEARTBEAT
        told = place


def _told(request: SignedIn, order: Order, run: WatchedRun) -> Iterator[str]:
    events: list[Event] = []
    for item in run:
        match item:
            case None:
                yield HEARTBEAT
            case Began(what):
                yield _frame("begun", what)
            case DecisionEvent():
                events.append(item)
                shown = {"script": order.script, "result": order.finished(events)}
                yield _frame("result", render_to_string("rules/dry_run.html#result", shown, request))
            case _:
                events.append(item)
                yield _frame("step", render_to_string("rules/trace_step.html", {"event": item}, request))


HEARTBEAT = ":\n\n"


def _frame(kind: str, data: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
