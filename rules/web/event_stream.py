"""A dry run as it happens: server-sent events in the answer to the POST that asked for it.

The run lasts no longer than the stream. Every moment something is written, if only a comment, so a browser that
cancelled or went away is noticed at once, in whatever process; then the script's process, its lookups and its query
end.
"""

import json
import logging
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.http import StreamingHttpResponse

from rules.web import run_line
from rules.web.access import SignedIn
from rules.wiring.background_run import TICK, Began, WatchedRun
from rules.wiring.run_queue import Full, Turn

CONTENT_TYPE = "text/event-stream"

log = logging.getLogger(__name__)


def wanted(request: SignedIn) -> bool:
    return CONTENT_TYPE in request.headers.get("Accept", "")


Item = TypeVar("Item")


def items(request: SignedIn, run: WatchedRun[Item]) -> list[Item]:
    """Return all items of a run when it is over, for a page without JavaScript. Raises Full where its turn takes too
    long, and Cancelled when the browser goes away."""
    left = run_line.leaving(request)
    detach = left.attach(run.cancel)
    try:
        with run_line.turn(request), run:
            found = [item for item in run if item is not None and not isinstance(item, Began)]
    finally:
        detach()
    left.check()
    return found


def response(
    request: SignedIn, run: WatchedRun[Item], render: Callable[[Item], tuple[str, str]]
) -> StreamingHttpResponse:
    """Stream a run. `render` gives an item's event, "step" or "result", and its HTML."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_frames(request, run, render), content_type=CONTENT_TYPE, headers=headers)


def _frames(request: SignedIn, run: WatchedRun[Item], render: Callable[[Item], tuple[str, str]]) -> Iterator[str]:
    try:
        with run_line.take(request) as turn:
            yield from _in_line(turn)
            with run:
                yield from _run_frames(run, render)
    except Full as full:
        yield _frame("trouble", str(full))
    except Exception:
        log.exception("A dry run failed")
        yield _frame("trouble", "mxadmin itself failed while it ran the script. Its log says where.")


def _in_line(turn: Turn) -> Iterator[str]:
    last = 0
    while place := turn.wait(TICK):
        yield _frame("place", place) if place != last else HEARTBEAT
        last = place


def _run_frames(run: WatchedRun[Item], render: Callable[[Item], tuple[str, str]]) -> Iterator[str]:
    for item in run:
        if item is None:
            yield HEARTBEAT
        elif isinstance(item, Began):
            yield _frame("begun", item.what)
        else:
            yield _frame(*render(item))


HEARTBEAT = ":\n\n"


def _frame(kind: str, data: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
