"""The guard itself: it looks for servers that stay shut, and for mail that is held for too long."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic

from rules.guard.black_holes import look_ahead
from rules.guard.explanation import explain
from rules.guard.hold_loops import LOOP, HoldChain, follow_holds
from rules.guard.known_to_live import Known, known_to_live
from rules.guard.refusals import Refusal, Refusals, find_refusals
from rules.guard.result import MOST_LISTED, BlackHole, GuardResult, HoldLoop
from rules.guard.settings import GuardSettings
from rules.guard.surroundings import Surroundings
from rules.guard.worlds import play_worlds
from rules.lua.protocol.clock import Clock
from rules.lua.protocol.errors import ErrorKind
from rules.replay.answering import Cancelled, PastLost
from rules.replay.attempt import moment
from rules.replay.hook_calls import LIMITS
from rules.replay.past import asking
from rules.replay.program import Program
from rules.replay.request import ReplayRequest
from rules.simulation.asker import Asker
from rules.simulation.result import Simulated
from rules.simulation.time_limit import TimeLimit
from rules.vpop3 import hooks
from rules.vpop3.hooks import HookName

MOST_EXPLAINED = 50
"""The black holes whose line and rows are found: each is a run of its own."""
NO_HOOK = "The text has no CheckServer, so it refuses nothing: there is nothing to guard."
NO_ATTEMPTS = "No attempt was recorded in this time: there is nothing to guard."


class BadScript(ValueError):
    """The text cannot be guarded. The message is a sentence."""


def guard(request: ReplayRequest, settings: GuardSettings, world: Surroundings) -> GuardResult:
    """Guard the request's text, over its time range. Raises BadScript, Cancelled, and what the history raises."""
    started = monotonic()
    nothing = GuardResult(
        text=request.text.sha256,
        text_name=request.text.name,
        since=request.since,
        until=request.until,
        reached=request.until,
        settings=settings,
    )
    if not _has_hook(request, world):
        return replace(nothing, said=NO_HOOK, elapsed_s=monotonic() - started)
    limit = TimeLimit(settings.seconds, world.cancellation)
    try:
        result = _looked(nothing, request, settings, world, limit)
    except PastLost as problem:
        result = replace(nothing, partial=[f"VPOP3's database has stopped answering. {problem}"])
    return replace(result, elapsed_s=monotonic() - started)


def _has_hook(request: ReplayRequest, world: Surroundings) -> bool:
    """Load the text as VPOP3 would at the end of the time. Return whether it can refuse anything."""
    with world.sandbox.open(
        request.text.source,
        script_globals=hooks.script_globals(request.version, request.connection_id, request.connection_name),
        query=asking(world.past, request.until),
        limits=LIMITS,
        trace=False,
        clock=Clock(request.until, request.zone),
        cancellation=world.cancellation,
    ) as session:
        loaded = session.loaded
    if loaded.error is not None:
        if loaded.error.kind is ErrorKind.ENDED:
            raise Cancelled
        line = f"line {loaded.error.line}: " if loaded.error.line else ""
        raise BadScript(f"The text does not load: {line}{loaded.error.message}")
    missing_refuses = request.assumptions["missing_hook"] == "as_false"
    return HookName.CHECK_SERVER in loaded.defined or missing_refuses


def _looked(
    nothing: GuardResult, request: ReplayRequest, settings: GuardSettings, world: Surroundings, limit: TimeLimit
) -> GuardResult:
    program = Program(request.text.source, request, world.sandbox, world.cancellation)
    first = limit.share(0.4 if settings.world_servers else 0.7)
    found = find_refusals(program, world.history, world.past, request.since, request.until, first)
    moments = list(found.moments())
    asker = Asker(program, world.viewed)
    coming = look_ahead(asker, moments, limit.share(0.4))
    chains, unfollowed = follow_holds(asker, coming.passing, settings, limit.share(0.5))
    holes = _worst_holes(coming.shut)
    live = _live(request, world)
    known = known_to_live(Asker(live, world.viewed), holes[:MOST_LISTED], chains, settings, limit.share(0.3))
    loops = _loops(chains, known)
    unknown = dict(found.unknown) | ({coming.unknown: 1} if coming.unknown else {})
    explained = list(_explained(holes[:MOST_LISTED], known, request, world, limit))
    simulated = play_worlds(request, settings, world, found, (program, live), limit)
    return replace(
        nothing,
        reached=found.since,
        attempts=found.attempts,
        servers=len(found.servers),
        refusals=sum(found.refused.values()),
        black_holes=explained,
        loops=loops[:MOST_LISTED],
        holes=len(holes),
        looping=len(loops),
        said="" if found.servers else NO_ATTEMPTS,
        simulated=simulated,
        partial=list(_partial(request, found, coming.unasked + unfollowed, simulated)),
        unknown=unknown,
        errors=dict(found.errors),
    )


def _live(request: ReplayRequest, world: Surroundings) -> Program:
    """Return the text beside the request's: the live one, or none."""
    source = request.against.source if request.against else b""
    return Program(source, request, world.sandbox, world.cancellation)


def _worst_holes(shut: Sequence[Refusal]) -> list[Refusal]:
    """Return one refusal for each server: the newest."""
    newest: dict[str, Refusal] = {}
    for refusal in shut:
        known = newest.get(refusal.server)
        if known is None or known.attempt.at < refusal.attempt.at:
            newest[refusal.server] = refusal
    return list(newest.values())


def _explained(
    holes: Sequence[Refusal], known: Known, request: ReplayRequest, world: Surroundings, limit: TimeLimit
) -> Iterator[BlackHole]:
    for number, refusal in enumerate(holes):
        hole = BlackHole(
            server=refusal.server,
            line=None,
            since=moment(refusal.attempt.at),
            minutes=refusal.minutes,
            now=moment(refusal.attempt.at) >= request.until,
            live=refusal.server in known.shut,
        )
        if number < MOST_EXPLAINED and not limit.over:
            hole = explain(hole, refusal, request, world)
        yield hole


def _loops(chains: Sequence[HoldChain], known: Known) -> list[HoldLoop]:
    """Return the worst loop of each server, those first in which mail would die."""
    worst: dict[str, HoldChain] = {}
    for chain in chains:
        worse = worst.get(chain.refusal.server)
        if (chain.dies or chain.times >= LOOP) and (worse is None or _badness(chain) > _badness(worse)):
            worst[chain.refusal.server] = chain
    return [
        HoldLoop(
            server=chain.refusal.server,
            times=chain.times,
            passes_after_minutes=None if chain.dies else round(chain.minutes, 3),
            since=moment(chain.refusal.attempt.at),
            minutes=chain.refusal.minutes,
            live=chain.dies and chain.refusal.server in known.dying,
        )
        for chain in sorted(worst.values(), key=_badness, reverse=True)
    ]


def _badness(chain: HoldChain) -> tuple[bool, int, float]:
    return chain.dies, chain.times, chain.minutes


def _partial(request: ReplayRequest, found: Refusals, unasked: int, simulated: Simulated) -> Iterator[str]:
    if found.since > request.since:
        if found.since == request.until:
            yield "The time was too short for the newest attempts alone: only some of them were looked at."
        else:
            reached = f"{found.since.astimezone(request.zone):%Y-%m-%d %H:%M}"
            yield f"The time was up before all attempts had been looked at: those from {reached} on all were."
    if unasked:
        yield f"The time was up before all refusals had been followed: {unasked:,} were not."
    if simulated.servers < simulated.chosen:
        yield f"The time was up when {simulated.servers} of {simulated.chosen} servers had been played through."
