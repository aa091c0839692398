"""What is counted: since the text was loaded, in the weeks before, and in the replay before it was published."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """Counts that are stored as JSON."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Read what another version may have stored: what it did not count is its default."""
        return cls(**{each.name: stored[each.name] for each in fields(cls) if each.name in stored})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(_Counts):
    """The attempts since VPOP3 loaded the text.

    `ruled`: those of which the text says anything but `unknown`; `errors` of them fail, the first with `error`.
    `timed_delivered` were delivered in the `timed_seconds` whose length is known: a worker that was started meanwhile
    cannot say how long it was away.
    """

    attempts: int = 0
    transient: int = 0
    delivered: int = 0
    ruled: int = 0
    errors: int = 0
    error: str = ""
    timed_seconds: float = 0.0
    timed_delivered: int = 0

    def plus(self, other: "Tally") -> "Tally":
        added = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name != "error"
        }
        return Tally(**added, error=self.error or other.error)

    def timed(self, seconds: float | None) -> "Tally":
        """Return the same, made within so many seconds; None: nobody knows in how many."""
        if seconds is None:
            return self
        return replace(self, timed_seconds=seconds, timed_delivered=self.delivered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(_Counts):
    """The same hours of one of the weeks before."""

    attempts: int = 0
    transient: int = 0
    delivered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction(_Counts):
    """What the replay before the publication found: of the `attempts`, at how many the text has `errors` and the one
    before it `former_errors`, and of those that it lets through, how many there are and with what outcome. `changed`:
    decisions that differ from the text before it. Minutes: the longest hold, and the longest time for which a server
    was refused before it was let through again."""

    attempts: int = 0
    errors: int = 0
    former_errors: int = 0
    changed: int = 0
    delivered: int = 0
    allowed: int = 0
    allowed_transient: int = 0
    allowed_delivered: int = 0
    longest_hold: float = 0.0
    longest_refusal: float = 0.0
    complete: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether the text decided as the one before it, wherever it was asked, and that was often enough to say so."""
        return bool(self.attempts) and self.complete and not self.changed and not self.errors

    @property
    def delivered_share(self) -> float:
        """The share of deliveries that the text allows."""
        return self.allowed_delivered / self.delivered if self.delivered else 1.0
