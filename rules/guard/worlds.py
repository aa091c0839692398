"""The worlds in which a guard plays the text and the live one: the servers that matter, and their mail."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter

from rules.guard.refusals import PORTIONS, Refusals
from rules.guard.settings import GuardSettings
from rules.guard.surroundings import Surroundings
from rules.replay.attempt import Attempt, History, microseconds
from rules.replay.program import Program
from rules.replay.request import ReplayRequest
from rules.simulation.asker import Asker
from rules.simulation.result import Simulated
from rules.simulation.simulation import Plan, Simulation
from rules.simulation.time_limit import TimeLimit

MOST_READ = 100_000
"""The attempts of the chosen servers that are read, the newest first."""


def play_worlds(
    request: ReplayRequest,
    settings: GuardSettings,
    world: Surroundings,
    found: Refusals,
    programs: tuple[Program, Program],
    limit: TimeLimit,
) -> Simulated:
    """Play the request's text and the live one through all worlds, given as programs. Raises what they raise."""
    if not settings.world_servers:
        return Simulated()
    servers = _chosen(found, settings.world_servers)
    history = world.history_of(servers)
    attempts = _read(history, servers, request, limit)
    plan = Plan(
        request=request,
        retry_minutes=settings.retry_minutes,
        give_up_days=settings.give_up_days,
        has_ids="message" in history.recorded().columns,
    )
    draft, live = (Asker(program, world.viewed) for program in programs)
    simulation = Simulation(plan, draft, live)
    return simulation.play(attempts, limit, _live_since(request))


def _chosen(found: Refusals, most: int) -> list[str]:
    """Return the servers that the text refuses most, then those with the most attempts."""
    busiest = [server for server, _ in found.tries.most_common(most)]
    refused = sorted(found.refused, key=lambda server: (-found.refused[server], server))
    return list(dict.fromkeys([*refused[: -(-most * 2 // 3)], *busiest]))[:most]


def _read(history: History, servers: Sequence[str], request: ReplayRequest, limit: TimeLimit) -> list[list[Attempt]]:
    """Return the attempts of each server in the order of their start."""
    found: dict[str, list[Attempt]] = defaultdict(list)
    wanted, until, count = set(servers), request.until, 0
    for part in PORTIONS if servers else ():
        begin = request.until - (request.until - request.since) * part
        for page in history.pages(begin, until):
            for attempt in page.attempts:
                if attempt.server in wanted:
                    found[attempt.server].append(attempt)
                    count += 1
            if limit.over:
                break
        until = begin - timedelta(microseconds=1)
        if count > MOST_READ or limit.over:
            break
    return [sorted(found[server], key=attrgetter("at")) for server in servers if found[server]]


def _live_since(request: ReplayRequest) -> int | None:
    """Return since when the live text has been live, as far as the time range goes back."""
    since = [live.since for live in request.live if live.until is None]
    return microseconds(since[-1]) if since else None
