"""The result of a guard, and its JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from rules.guard.length import length
from rules.guard.settings import GuardSettings
from rules.simulation.result import Simulated
from rules.simulation.world import World

Json = dict[str, object]
MOST_LISTED = 200
"""Black holes and loops that a result lists; their numbers count all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingRow:
    """A recorded attempt that a query of the script counted."""

    server: str
    starttime: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackHole:
    """A server that the text refuses from `since` on and still refuses seven days later. `line`: that of the script
    which refuses, then; `rows`: the newest attempts that its deciding `query` read. `now`: it is refused at the end
    of the history. `live`: the live text keeps it shut as well."""

    server: str
    line: int | None
    rows: Sequence[KeepingRow] = ()
    since: datetime
    minutes: float | None = None
    query: str = ""
    now: bool = False
    live: bool = False

    def to_dict(self) -> Json:
        return {**asdict(self), "rows": [asdict(row) for row in self.rows], "since": self.since.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLoop:
    """A message that is held again `times` times before it passes, `passes_after_minutes` after it was first held;
    None: VPOP3 gives it up first. `since`: when it was first held, for `minutes`. `live`: with the live text it would
    be given up as well."""

    server: str
    times: int
    passes_after_minutes: float | None
    since: datetime
    minutes: float | None = None
    live: bool = False

    @property
    def dies(self) -> bool:
        return self.passes_after_minutes is None

    @property
    def sentence(self) -> str:
        times = f"held again {self.times:,} time{'' if self.times == 1 else 's'}"
        if self.passes_after_minutes is None:
            return f"{times}, then given up: it never passes in time"
        return f"{times}, passes after {length(self.passes_after_minutes)}"

    def to_dict(self) -> Json:
        return {**asdict(self), "since": self.since.isoformat(), "dies": self.dies}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardResult:
    """`said`: a sentence where there is nothing to look at. `partial`: what could not be looked at, sentences.
    `holes` and `looping` count the servers, listed or not; `refuses_everybody`: each server is one of `holes`."""

    text: str
    text_name: str
    since: datetime
    until: datetime
    reached: datetime
    settings: GuardSettings
    attempts: int = 0
    servers: int = 0
    refusals: int = 0
    black_holes: Sequence[BlackHole] = ()
    loops: Sequence[HoldLoop] = ()
    holes: int = 0
    looping: int = 0
    simulated: Simulated = field(default_factory=Simulated)
    said: str = ""
    partial: Sequence[str] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    elapsed_s: float = 0.0

    @property
    def dying(self) -> Sequence[HoldLoop]:
        return [loop for loop in self.loops if loop.dies]

    @property
    def refuses_everybody(self) -> bool:
        return self.servers > 0 and self.holes == self.servers

    @property
    def failed(self) -> bool:
        return bool(self.black_holes or self.dying or self.losing)

    @property
    def failed_anew(self) -> bool:
        """Whether it fails by something that the live text does not do."""
        return bool(self.new_holes or self.newly_dying or self.losing)

    @property
    def new_holes(self) -> Sequence[BlackHole]:
        return [hole for hole in self.black_holes if not hole.live]

    @property
    def newly_dying(self) -> Sequence[HoldLoop]:
        return [loop for loop in self.dying if not loop.live]

    @property
    def losing(self) -> Sequence[World]:
        """The worlds in which the text loses more mail than the live one, whatever the setting."""
        return self.simulated.losing

    @property
    def passed(self) -> bool:
        return not (self.failed or self.unknown)

    def to_dict(self) -> Json:
        return {
            "passed": self.passed,
            "black_holes": [hole.to_dict() for hole in self.black_holes],
            "loops": [loop.to_dict() for loop in self.loops],
            "worlds": self.simulated.to_dict(),
            "simulation": self._simulation(),
            "refuses_everybody": self.refuses_everybody,
            "said": self.said,
            "partial": list(self.partial),
            "text": self.text,
            "text_name": self.text_name,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "reached": self.reached.isoformat(),
            "attempts": self.attempts,
            "servers": self.servers,
            "refusals": self.refusals,
            "settings": asdict(self.settings),
            "unknown": dict(self.unknown),
            "errors": dict(self.errors),
            "elapsed_s": round(self.elapsed_s, 3),
        }

    def _simulation(self) -> Json:
        simulated = self.simulated
        return {
            "servers": simulated.servers,
            "chosen": simulated.chosen,
            "messages": simulated.messages,
            "settings": [{"name": each.name, "sentence": each.sentence} for each in simulated.settings],
            "error": simulated.fidelity.to_dict() if simulated.fidelity else None,
        }
