"""A finished dry run, made ready to be shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.dryrun.run_inputs import RunInputs, field_of
from rules.dryrun.trace import DecisionEvent, Event, HookEvent, Ledger, ScriptEvent
from rules.lua.protocol.errors import ErrorKind, Frame, ScriptError
from rules.models import DryRun, Script
from rules.presentation.command import command
from rules.presentation.inputs_summary import inputs_summary
from rules.presentation.line_coverage import LinesRun, lines_run
from rules.vpop3.assumptions import ASSUMPTIONS
from rules.vpop3.decision import Decision

STEPS_A_PAGE = 200


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
    """An assumption that took part, and the answer this run went by. `switched`: the person chose another one.
    `others`: what else it could be, by option."""

    name: str
    question: str
    answer: str
    switched: bool
    others: Mapping[str, str]

    @property
    def field(self) -> str:
        """The name of the form's field that chooses another answer."""
        return field_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """The numbers of the first and the last step of one page."""

    first: int
    last: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`doubts`, with which `sentence` begins, are why VPOP3 may decide otherwise; `warnings` are not in `sentence`.

    `ran` says which text it was, in a few words; `kept` is where the run can be found again; `first`, from 1, is
    the step with which the page begins."""

    script: Script
    domain: str
    ran: str
    inputs: RunInputs
    kept: DryRun | None
    coverage: LinesRun
    decision: Decision
    sentence: str
    reasons: tuple[str, ...]
    events: tuple[Event, ...]
    ledger: Ledger
    errors: tuple[StepError, ...]
    prints: tuple[str, ...]
    assumptions: tuple[Assumed, ...]
    elapsed_ms: float
    tone: str
    doubts: tuple[str, ...]
    warnings: tuple[str, ...]
    first: int = 1

    @property
    def last(self) -> Event:
        """The decision's own event."""
        return self.events[-1]

    @property
    def steps(self) -> list[tuple[int, Event]]:
        """The steps with their numbers, from `first` on: all that fit on a page, or all where no other page could show
        them."""
        numbered = list(enumerate(self.events[:-1], 1))
        return numbered[self.first - 1 :][:STEPS_A_PAGE] if self.kept else numbered

    @property
    def pages(self) -> list[StepPage]:
        """The pages, where there are several."""
        count = len(self.events) - 1
        firsts = range(1, count + 1, STEPS_A_PAGE) if self.kept and count > STEPS_A_PAGE else ()
        return [
            StepPage(first=first, last=min(first + STEPS_A_PAGE - 1, count), is_open=first == self.first)
            for first in firsts
        ]

    @property
    def doubtful(self) -> bool:
        return bool(self.doubts)

    @property
    def icon(self) -> str:
        """The icon of the decision, unless there is a doubt about it."""
        return self.decision.kind if self.tone == self.decision.kind else "warn"

    @property
    def headline(self) -> str:
        """The sentence without the doubts, which the page shows above it."""
        return self.sentence.removeprefix(" ".join(self.doubts)).strip()

    @property
    def inputs_summary(self) -> str:
        return inputs_summary(self.inputs)

    @property
    def command(self) -> str:
        return command(self.kept) if self.kept else ""


def result(
    events: Iterable[Event],
    *,
    script: Script,
    source: bytes,
    ran: str,
    inputs: RunInputs,
    kept: DryRun | None = None,
    first: int = 1,
) -> Result:
    """Return the result of a run by its events alone, live or kept. The last event is the decision."""
    *steps, last = events
    if not isinstance(last, DecisionEvent):
        raise TypeError(f"A dry run ends with its decision, not with {last.step}.")
    return Result(
        script=script,
        domain=inputs.domain,
        ran=ran,
        inputs=inputs,
        kept=kept,
        coverage=lines_run(source, (*steps, last)),
        decision=last.decision,
        sentence=last.sentence,
        reasons=last.reasons,
        events=(*steps, last),
        ledger=last.ledger,
        errors=tuple(_errors(steps)),
        prints=tuple(line for event in steps if isinstance(event, ScriptEvent) for line in event.prints),
        assumptions=tuple(_assumed((*steps, last), inputs)),
        elapsed_ms=last.elapsed_ms,
        tone=last.tone,
        doubts=last.doubts,
        warnings=last.more_warnings,
        first=first,
    )


def _errors(events: Iterable[Event]) -> Iterator[StepError]:
    for event in events:
        if isinstance(event, ScriptEvent) and event.error:
            yield StepError(hook=event.hook.value if isinstance(event, HookEvent) else None, error=event.error)


def _assumed(events: Iterable[Event], inputs: RunInputs) -> Iterator[Assumed]:
    for name in dict.fromkeys(name for event in events for name in event.assumed):
        if assumption := ASSUMPTIONS.get(name):
            chosen = inputs.option(name)
            yield Assumed(
                name=name,
                question=assumption.question,
                answer=assumption.options.get(chosen, chosen),
                switched=chosen != assumption.default,
                others={other: text for other, text in assumption.options.items() if other != chosen},
            )
