"""The one line in which every request waits that runs a script: dry runs, scenarios, checks before publishing.

Each keeps a thread of the server as long as it lasts, so without a line they could take all of them. What runs ends
when the browser goes away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from rules.lua.cancellation import Cancellation
from rules.wiring.run_queue import Full, Turn, Turns

AT_ONCE, WAITING = 8, 42
"""Runs of one process. The server has a thread for each of them and some for other pages."""
EACH = 10
"""Runs of one person, under way or waiting: more would be a program's, and others would not get in."""
PATIENCE = 30.0
"""The seconds that a page without JavaScript waits for its turn."""
LOOK_EVERY = 0.1
LINE = Turns(at_once=AT_ONCE, waiting=WAITING, each=EACH)
_ENDED = "mxadmin.ended"

View = Callable[..., HttpResponseBase]


def leaving(request: HttpRequest) -> Cancellation:
    """Return the cancellation of all that this request runs: the server cancels it when the browser goes away."""
    found: Cancellation = request.META.setdefault(_ENDED, Cancellation())
    return found


def take(request: HttpRequest) -> Turn:
    """Return a turn of the person who asks. Raises Full."""
    return LINE.take(request.user.pk)


@contextmanager
def turn(request: HttpRequest, seconds: float = PATIENCE) -> Iterator[None]:
    """Wait for a turn and keep it. Raises Full where that takes too long, and Cancelled when the browser goes away."""
    with take(request) as taken:
        _wait(taken, leaving(request), seconds)
        yield


def takes_turn(*methods: str) -> Callable[[View], View]:
    """Let a view that runs a script wait for its turn, when it is asked by one of these methods."""

    def decorate(view: View) -> View:
        @wraps(view)
        def in_line(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return view(request, *args, **kwargs)
            with turn(request):
                return view(request, *args, **kwargs)

        return in_line

    return decorate


def _wait(taken: Turn, left: Cancellation, seconds: float) -> None:
    for _ in range(int(seconds / LOOK_EVERY)):
        if not (place := taken.wait(LOOK_EVERY)):
            return
        left.check()
    raise Full(f"{place + AT_ONCE - 1} dry runs are still before this one. Try again in a few seconds.")
