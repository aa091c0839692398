"""The work of one replay: its texts, its range and its inputs, as the engine takes them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection
from django.utils import timezone

from rules.lua.cancellation import Cancellation
from rules.models import LiveText, Replay, Revision, source_of
from rules.replay.inputs import ReplayInputs
from rules.replay.progress import Progress
from rules.replay.replay import replay as run
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version
from rules.wiring import connections, histories

LOOK_EVERY = 0.2
"""Seconds between two looks whether somebody has cancelled the replay."""


@contextmanager
def opened(replay: Replay) -> Iterator[Iterator[Progress]]:
    """Open the history and yield the steps, from the checkpoint on. Raises Unavailable, also while they are read."""
    request = request_of(replay)
    cancellation = Cancellation()
    with _watched(replay, cancellation), histories.opened(request, cancellation) as world:
        yield run(
            request,
            world.history,
            world.past,
            connections.mass_sandbox(),
            cancellation,
            resume=replay.checkpoint,
            past_with_lag=world.past_with_lag,
        )


def request_of(replay: Replay) -> ReplayRequest:
    inputs = ReplayInputs.from_dict(replay.inputs)
    against = None if replay.against is None else Text(source=bytes(replay.against), name=replay.against_name)
    return ReplayRequest(
        text=Text(source=bytes(replay.source), name=replay.source_name),
        against=against,
        since=replay.since,
        until=replay.until,
        servers=inputs.servers,
        providers=inputs.providers,
        lag=inputs.lag,
        zone=timezone.get_default_timezone(),
        version=Version.parse(inputs.version),
        retries=inputs.retries,
        size=inputs.size,
        domain=inputs.domain,
        assumptions=Assumptions(dict(inputs.assumptions)),
        live=_live_times(replay),
        keep_rows=True,
    )


def _live_times(replay: Replay) -> tuple[LiveTime, ...]:
    texts = [LiveText.from_dict(each) for each in replay.live_times]
    revisions = Revision.objects.in_bulk({each.revision for each in texts})
    return tuple(
        LiveTime(text=Text(source=source_of(revision), name=str(revision)), since=each.since, until=each.until)
        for each in texts
        if (revision := revisions.get(each.revision))
    )


@contextmanager
def _watched(replay: Replay, cancellation: Cancellation) -> Iterator[None]:
    """Cancel the run as soon as the replay is cancelled. A database of mxadmin's own that is away for a while is asked
    again."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(LOOK_EVERY) and not cancellation.cancelled:
            with suppress(DatabaseError):
                if Replay.objects.filter(pk=replay.pk, cancelled_at__isnull=False).exists():
                    cancellation.cancel()
        connection.close()

    thread = threading.Thread(target=watch, name="cancelled", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
