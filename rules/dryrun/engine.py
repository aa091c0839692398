"""The dry run itself: runs VPOP3's routing with the real hooks and real lookups, and reports each step."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter

from rules.dryrun import lookups, narration
from rules.dryrun.ahead import NOT_KNOWN, AskAhead, Forecast, forecast, is_held
from rules.dryrun.cautions import cautions, unanswered
from rules.dryrun.hosted_script import HostedScript
from rules.dryrun.scenario import Scenario
from rules.dryrun.threshold import Thresholds, thresholds, trial_limits
from rules.dryrun.trace import DecisionEvent, Event, Ledger, ScriptEvent
from rules.lua.cancellation import Cancellation
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import QueryFunction, no_database
from rules.lua.sandbox import Sandbox
from rules.resolver.answer import Resolver
from rules.vpop3.asks import Ask, CallHook, LookupAddresses, LookupMx, Reply
from rules.vpop3.decision import Decision
from rules.vpop3.routing import Message, route


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The surroundings that a dry run may use. `sql` says in a few words what `query` reaches, for the ledger.

    With `explain` a threshold behind the decision is looked for, which takes some more runs of the script, and with
    `ask_ahead` the moment at which held mail would pass. `dns_doubt` is asked only after DNS found nothing: why the
    resolver is not reliable, empty where it is. `cancellation` ends the script from another thread, also while it is
    loading. `notice` is told, in a few words, about each step that may take a while.
    """

    sandbox: Sandbox
    resolver: Resolver
    query: QueryFunction = no_database
    sql: str = "none"
    limits: Limits = field(default_factory=Limits)
    trace_lines: bool = True
    explain: bool = False
    ask_ahead: AskAhead | None = None
    dns_doubt: Callable[[], str] = lambda: ""
    cancellation: Cancellation = field(default_factory=Cancellation)
    notice: Callable[[str], None] = lambda _what: None


def run(source: bytes, scenario: Scenario, world: World) -> Iterator[Event]:
    """Yield the events as they happen; the last event is the `DecisionEvent`.

    Never raises for what a script, DNS or SQL does. Closing the iterator early ends the script's process.
    """
    started = perf_counter()
    told: list[Event] = []
    with _hosted(source, scenario, world) as script:
        told.append(script.load())
        yield told[-1]
        routing = route(_message(scenario))
        decision = _with_queries(told, (yield from _drive(routing, script, scenario, world, told)))
    elapsed_ms = (perf_counter() - started) * 1000
    found = _thresholds(source, scenario, world, told, decision) if world.explain else Thresholds()
    ahead = _ahead(source, scenario, world, told, decision)
    odd = cautions(decision, told, world.dns_doubt() if lookups.found_nothing(told) else "", never=ahead.never)
    yield DecisionEvent(
        decision=decision,
        sentence=narration.sentence(decision, scenario.domain, odd),
        reasons=narration.reasons(decision, told, found),
        doubts=odd.doubts,
        warnings=odd.all,
        ledger=_ledger(scenario, world, told),
        at=scenario.clock.isoformat() if scenario.clock else None,
        passes_at=ahead.passes_at.astimezone(UTC).isoformat() if ahead.passes_at else None,
        ahead=ahead.stretches,
        assumed=decision.assumptions,
        elapsed_ms=elapsed_ms,
    )


def _thresholds(source: bytes, scenario: Scenario, world: World, told: list[Event], decision: Decision) -> Thresholds:
    world.notice("Looking for what would change the decision")
    quiet = _quiet(world)

    def again(resolver: Resolver, query: QueryFunction) -> list[Event]:
        return list(run(source, scenario, replace(quiet, resolver=resolver, query=query)))

    return thresholds(told, decision, again, source)


def _ahead(source: bytes, scenario: Scenario, world: World, told: list[Event], decision: Decision) -> Forecast:
    if not (world.explain and world.ask_ahead and is_held(decision)):
        return NOT_KNOWN
    world.notice("Looking for when it would pass")
    quiet = replace(_quiet(world), trace_lines=False)
    now = scenario.clock or datetime.now(UTC)

    def again(resolver: Resolver, query: QueryFunction, clock: datetime) -> list[Event]:
        then = replace(scenario, clock=clock)
        return list(run(source, then, replace(quiet, resolver=resolver, query=query)))

    return forecast(source, told, decision, now, again, world.ask_ahead)


def _quiet(world: World) -> World:
    """Return the world for repeating a run, which explains nothing and is not heard."""
    limits = trial_limits(world.limits)
    return replace(world, limits=limits, explain=False, dns_doubt=lambda: "", notice=lambda _: None)


def _hosted(source: bytes, scenario: Scenario, world: World) -> HostedScript:
    return HostedScript(
        source,
        scenario,
        sandbox=world.sandbox,
        query=world.query,
        notice=world.notice,
        limits=world.limits,
        trace_lines=world.trace_lines,
        cancellation=world.cancellation,
    )


def _with_queries(told: list[Event], decision: Decision) -> Decision:
    """Add the assumptions about SQL answers, which routing does not know of."""
    assumed = [name for event in told for name in event.assumed if name in ("sql_error", "sql_no_rows")]
    return replace(decision, assumptions=tuple(dict.fromkeys((*decision.assumptions, *assumed))))


def _message(scenario: Scenario) -> Message:
    return Message(
        domain=scenario.domain,
        retries=scenario.retries,
        size=scenario.size,
        version=scenario.version,
        assumptions=scenario.assumptions,
    )


def _drive(
    routing: Generator[Ask, Reply, Decision],
    script: HostedScript,
    scenario: Scenario,
    world: World,
    told: list[Event],
) -> Generator[Event, None, Decision]:
    ask = next(routing)
    while True:
        event, reply = _answer(ask, script, scenario, world)
        if event:
            told.append(event)
            yield event
        try:
            ask = routing.send(reply)
        except StopIteration as end:
            decision: Decision = end.value
            return decision


def _answer(ask: Ask, script: HostedScript, scenario: Scenario, world: World) -> tuple[Event | None, Reply]:
    match ask:
        case CallHook():
            return script.call(ask)
        case LookupMx():
            world.notice(f"Looking up the MX records of {ask.domain}")
            return lookups.mx(ask, world.resolver, scenario.seed)
        case LookupAddresses():
            count = len(ask.servers)
            world.notice(f"Looking up the addresses of {count} server{'' if count == 1 else 's'}")
            return lookups.addresses(ask, world.resolver)


def _held(sandbox: Sandbox) -> str:
    protections = sandbox.protections()
    off = [f"{protection.name} ({protection.detail})" for protection in protections if not protection.on]
    on = ", ".join(protection.name for protection in protections if protection.on)
    if not protections:
        return "not started, so nothing of the script was run"
    return (on or "nothing") + (f"; not available here: {', '.join(off)}" if off else "")


def _reached(world: World, told: Sequence[Event]) -> str:
    """Say what SQL reached: nothing where no query got an answer."""
    asked = sum(len(event.queries) for event in told if isinstance(event, ScriptEvent))
    missing = len(unanswered(told))
    notes = {query.answer.note for event in told if isinstance(event, ScriptEvent) for query in event.queries} - {None}
    if not missing:
        return "; ".join(filter(None, (world.sql, *notes))).removesuffix(".")
    return "not read" if missing == asked else f"{world.sql}, but {missing} of {asked} queries got no answer"


def _clock(scenario: Scenario) -> str:
    if scenario.clock:
        return f"as of then ({scenario.clock.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"
    return f"now ({datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def _dns(scenario: Scenario, world: World) -> str:
    """Say where DNS answers come from. What DNS said at a past moment, only pins can know."""
    told = world.resolver.describe()
    return f"as of today, {told}" if scenario.clock and told.startswith("live") else told


def _ledger(scenario: Scenario, world: World, told: Sequence[Event]) -> Ledger:
    return Ledger(
        dns=_dns(scenario, world),
        sql=_reached(world, told),
        clock=_clock(scenario),
        vpop3=str(scenario.version),
        sandbox=_held(world.sandbox),
        seed=scenario.seed,
    )
