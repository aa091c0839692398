"""A run of the live script in a few values: whether mail passes now, and when it would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.dryrun.trace import DecisionEvent, Event, ScriptEvent
from rules.vpop3.decision import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """`by_script`: a hook decided. `refused`: the servers that the script turned away. `passes_at`: when held mail
    would pass; `never`: not within the time that was looked ahead. `error` is the script's first error, or empty."""

    kind: Kind
    by_script: bool
    refused: frozenset[str]
    hold_minutes: float | None
    passes_at: datetime | None
    never: bool
    error: str

    @property
    def holds(self) -> bool:
        return self.kind is Kind.HOLD

    def stops(self, server: str) -> bool:
        """Return whether the script, and not DNS, keeps mail from that server."""
        return self.holds or (self.kind is Kind.FAIL and self.by_script) or self.refuses(server)

    def refuses(self, server: str) -> bool:
        return server.lower().removesuffix(".") in self.refused


def summary(events: Sequence[Event]) -> RunSummary:
    last = events[-1]
    if not isinstance(last, DecisionEvent):
        raise TypeError("The last event of a dry run is its decision.")
    decision = last.decision
    errors = (event.error for event in events if isinstance(event, ScriptEvent) and event.error)
    return RunSummary(
        kind=decision.kind,
        by_script=decision.origin.hook is not None,
        refused=frozenset(each.server.exchange for each in decision.verdicts if each.refused),
        hold_minutes=decision.hold_minutes,
        passes_at=last.passing,
        never=last.never_passes,
        error=next((error.message for error in errors), ""),
    )
