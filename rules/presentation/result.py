"""A finished dry run, made ready to be shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.dryrun.trace import DecisionEvent, Event, HookEvent, Ledger, ScriptEvent
from rules.lua.errors import ErrorKind, Frame, ScriptError
from rules.vpop3.assumptions import ASSUMPTIONS, Assumptions
from rules.vpop3.decision import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class StepError:
    """A script's error and the step it happened in: a hook's name, or None while loading."""

    hook: str | None
    error: ScriptError

    @property
    def kind(self) -> ErrorKind:
        return self.error.kind

    @property
    def message(self) -> str:
        return self.error.message

    @property
    def line(self) -> int | None:
        return self.error.line

    @property
    def source_line(self) -> str | None:
        return self.error.source_line

    @property
    def traceback(self) -> tuple[Frame, ...]:
        return self.error.traceback


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """An assumption that took part, and the answer this run went by. `switched`: the person chose another one."""

    name: str
    question: str
    answer: str
    switched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`ran` says which text it was, in a few words."""

    domain: str
    ran: str
    decision: Decision
    sentence: str
    reasons: tuple[str, ...]
    events: tuple[Event, ...]
    ledger: Ledger
    errors: tuple[StepError, ...]
    prints: tuple[str, ...]
    assumptions: tuple[Assumed, ...]
    elapsed_ms: float


def result(events: Iterable[Event], *, domain: str, ran: str, chosen: Assumptions) -> Result:
    """Runs the events to their end: the last one is the decision."""
    *steps, last = events
    if not isinstance(last, DecisionEvent):
        raise TypeError(f"A dry run ends with its decision, not with {last.step}.")
    return Result(
        domain=domain,
        ran=ran,
        decision=last.decision,
        sentence=last.sentence,
        reasons=last.reasons,
        events=(*steps, last),
        ledger=last.ledger,
        errors=tuple(_errors(steps)),
        prints=tuple(line for event in steps if isinstance(event, ScriptEvent) for line in event.prints),
        assumptions=tuple(_assumed((*steps, last), chosen)),
        elapsed_ms=last.elapsed_ms,
    )


def _errors(events: Iterable[Event]) -> Iterator[StepError]:
    for event in events:
        if isinstance(event, ScriptEvent) and event.error:
            yield StepError(hook=event.hook.value if isinstance(event, HookEvent) else None, error=event.error)


def _assumed(events: Iterable[Event], chosen: Assumptions) -> Iterator[Assumed]:
    switched = chosen.switched()
    for name in dict.fromkeys(name for event in events for name in event.assumed):
        assumption = ASSUMPTIONS[name]
        answer = assumption.options[chosen[name]]
        yield Assumed(name=name, question=assumption.question, answer=answer, switched=name in switched)
