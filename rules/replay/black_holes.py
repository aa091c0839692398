"""Servers that a text holds and never lets through again: it is asked at moments ahead, with the rows as they are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rules.lua.cancellation import Cancellation
from rules.lua.sandbox import Sandbox
from rules.replay.answering import Cancelled, PastLost
from rules.replay.attempt import Attempt, microseconds
from rules.replay.outcome import TRANSIENT
from rules.replay.past import Past
from rules.replay.program import Program
from rules.replay.request import ReplayRequest
from rules.replay.verdict import TURNED_AWAY

AHEAD = (
    *(timedelta(hours=hour) for hour in range(25)),
    *(timedelta(days=day, hours=day) for day in range(2, 7)),
    timedelta(days=7),
)
"""The moments ahead: every hour of a day, as a rule may go by the hour, then other days."""


def black_holes(
    source: bytes,
    request: ReplayRequest,
    servers: Sequence[str],
    past: Past,
    sandbox: Sandbox,
    cancellation: Cancellation,
    *,
    now: datetime,
) -> list[str]:
    """Return those of the servers that the text refuses at every moment ahead, if nothing else is tried meanwhile. None
    where it cannot be asked."""
    asked = list(_attempts(servers, now))
    try:
        rulings = Program(source, request, sandbox, cancellation).rulings(asked, past)
    except (Cancelled, PastLost):
        return []
    passed = {attempt.server for attempt, ruling in zip(asked, rulings, strict=True) if ruling.verdict != TURNED_AWAY}
    return [server for server in servers if server not in passed]


def _attempts(servers: Sequence[str], now: datetime) -> Iterator[Attempt]:
    for length in AHEAD:
        for server in servers:
            yield Attempt(microseconds(now + length), server, "", TRANSIENT)
