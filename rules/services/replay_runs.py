"""The work of one replay: its texts, its range and its inputs, as the engine takes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import timezone

from rules.lua.cancellation import Cancellation
from rules.models import LiveText, Replay, Revision, Tuning, source_of
from rules.replay.inputs import ReplayInputs
from rules.replay.progress import Progress
from rules.replay.replay import replay as run
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.services.claims import Claims
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version
from rules.wiring import connections, histories


@contextmanager
def opened(replay: Replay, claims: Claims[Replay]) -> Iterator[Iterator[Progress]]:
    """Open the history and yield the steps, from the checkpoint on. Raises Unavailable, also while they are read."""
    request = request_of(replay)
    cancellation = Cancellation()
    with claims.watched(replay, cancellation), histories.opened(request, cancellation) as world:
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
    return replace(
        plain_request(replay),
        against=None if replay.against is None else Text(source=bytes(replay.against), name=replay.against_name),
        live=_live_times(replay),
        keep_rows=True,
    )


def plain_request(work: Replay | Tuning) -> ReplayRequest:
    """Return the text, the range and the inputs that are stored."""
    inputs = ReplayInputs.from_dict(work.inputs)
    return ReplayRequest(
        text=Text(source=bytes(work.source), name=work.source_name),
        since=work.since,
        until=work.until,
        servers=inputs.servers,
        providers=inputs.providers,
        lag=inputs.lag,
        zone=timezone.get_default_timezone(),
        version=Version.parse(inputs.version),
        retries=inputs.retries,
        size=inputs.size,
        domain=inputs.domain,
        assumptions=Assumptions(dict(inputs.assumptions)),
    )


def _live_times(replay: Replay) -> tuple[LiveTime, ...]:
    texts = [LiveText.from_dict(each) for each in replay.live_times]
    revisions = Revision.objects.in_bulk({each.revision for each in texts})
    return tuple(
        LiveTime(text=Text(source=source_of(revision), name=str(revision)), since=each.since, until=each.until)
        for each in texts
        if (revision := revisions.get(each.revision))
    )
