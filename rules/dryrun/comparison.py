"""A comparison of two texts of a script on the same scenario, DNS and rows: does the second decide otherwise?"""

from dataclasses import dataclass, replace
from typing import cast

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent, Event, ScriptEvent
from rules.lua.protocol.errors import ScriptError
from rules.resolver.steady import SteadyResolver
from rules.vpop3.answers import format_minutes
from rules.vpop3.decision import Decision, Kind, Reason, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole dry run: its trace, which ends with the `DecisionEvent`."""

    events: tuple[Event, ...]

    @property
    def last(self) -> DecisionEvent:
        return cast(DecisionEvent, self.events[-1])

    @property
    def decision(self) -> Decision:
        return self.last.decision

    @property
    def error(self) -> ScriptError | None:
        """The first error of the script or a hook; the decision was made without it."""
        return next((event.error for event in self.events if isinstance(event, ScriptEvent) and event.error), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference. `parts` names what differs: "kind", "reason", "servers" (which or in what order),
    "hold_minutes"; empty where both decide the same. `sentence` says it for people."""

    parts: tuple[str, ...]
    sentence: str

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    before: Run
    after: Run
    difference: Difference


def compare(before: bytes, after: bytes, scenario: Scenario, world: World) -> Comparison:
    """Run both texts, `before` first. Both get the same DNS answers: a question of the first is not asked again, not
    even when the second wants a fresh lookup. They share `world.query`, so a session of one snapshot shows both the
    same rows. Never raise for what a script, DNS or SQL does."""
    same = replace(world, resolver=SteadyResolver(world.resolver))
    old, new = (Run(events=tuple(run(source, scenario, same))) for source in (before, after))
    return Comparison(before=old, after=new, difference=difference(old.decision, new.decision))


def difference(old: Decision, new: Decision) -> Difference:
    """Return what differs for the message. Addresses and preferences count only by the order that they give."""
    parts = {
        "kind": old.kind != new.kind,
        "reason": old.reason != new.reason,
        "servers": named(old.servers) != named(new.servers),
        "hold_minutes": old.hold_minutes != new.hold_minutes,
    }
    differing = tuple(name for name, differs in parts.items() if differs)
    return Difference(parts=differing, sentence=_sentence(old, new, differing))


def _sentence(old: Decision, new: Decision, differing: tuple[str, ...]) -> str:
    if not differing:
        return f"As before: {_phrase(new)}."
    if differing == ("reason",):
        return f"{_capital(_outcome(new))} as before, but now {_WHY[new.reason]} instead of {_WHY[old.reason]}."
    was, now = _phrase(old), _phrase(new)
    for verb in ("sent to ", "held for "):
        if was.startswith(verb) and now.startswith(verb):
            was = was.removeprefix(verb)
    return f"{_capital(now)} instead of {was}."


def _phrase(decision: Decision) -> str:
    """Say what happens to the message, as part of a sentence."""
    if decision.kind is Kind.FAIL:
        return f"{_outcome(decision)} ({_WHY[decision.reason]})"
    return _outcome(decision)


def _outcome(decision: Decision) -> str:
    match decision.kind:
        case Kind.SEND:
            return f"sent to {', then '.join(named(decision.servers))}"
        case Kind.HOLD:
            minutes = decision.hold_minutes
            return "held with no time named" if minutes is None else f"held for {format_minutes(minutes)}"
        case Kind.FAIL:
            return "failed"
        case Kind.DEFER:
            return "deferred"


_WHY = {
    Reason.MX: "by its MX",
    Reason.IMPLICIT_MX: "as its own mail server",
    Reason.OVERRIDES: "by GetOverrides",
    Reason.FINAL_OVERRIDES: "by FinalOverrides",
    Reason.ALL_FILTERED: "every server refused",
    Reason.NO_RECORDS: "no mail server",
    Reason.NULL_MX: "null MX",
    Reason.DNS_FAILURE: "DNS failed",
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
