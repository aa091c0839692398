"""What simulations came to: ranges, never one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.simulation.setting import Setting
from rules.simulation.tally import NAMES, Tally
from rules.simulation.world import World

Json = dict[str, object]
SHOWN = ("messages", "delivered", "late", "lost", "permanent", "waiting", "attempts", "failed_attempts", "holds")


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that the settings give."""

    least: int
    most: int

    @classmethod
    def of(cls, tallies: Sequence[Tally], name: str) -> "Range":
        values = [getattr(tally, name) for tally in tallies]
        return cls(min(values), max(values))

    def __str__(self) -> str:
        return f"{self.least:,}" if self.least == self.most else f"{self.least:,} to {self.most:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One world, played with each setting: `draft` and `live` have a tally for each, in their order."""

    world: World
    draft: Sequence[Tally]
    live: Sequence[Tally]

    def of(self, name: str) -> tuple[Range, Range]:
        return Range.of(self.draft, name), Range.of(self.live, name)

    @property
    def loses(self) -> bool:
        """Whether the draft loses more mail than live does, whatever the setting."""
        return all(ours.lost > theirs.lost for ours, theirs in zip(self.draft, self.live, strict=True))

    def to_dict(self, settings: Sequence[Setting]) -> Json:
        return {
            "draft": {name: _pair(Range.of(self.draft, name)) for name in NAMES},
            "live": {name: _pair(Range.of(self.live, name)) for name in NAMES},
            "loses": self.loses,
            "by_setting": {
                setting.name: {"draft": ours.to_dict(), "live": theirs.to_dict()}
                for setting, ours, theirs in zip(settings, self.draft, self.live, strict=True)
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """The simulation of live held against what was recorded, at `servers` whose stretch lies in live's own time."""

    servers: int
    recorded: Tally
    simulated: Sequence[Tally]

    def of(self, name: str) -> tuple[int, Range]:
        return getattr(self.recorded, name), Range.of(self.simulated, name)

    def error(self, name: str) -> float | None:
        """Return by how much of what was recorded the worst setting is wrong; None where nothing was."""
        recorded, simulated = self.of(name)
        if not recorded:
            return None
        return max(abs(simulated.least - recorded), abs(simulated.most - recorded)) / recorded

    def to_dict(self) -> Json:
        return {
            "servers": self.servers,
            **{
                name: {"recorded": self.of(name)[0], "simulated": _pair(self.of(name)[1]), "error": self.error(name)}
                for name in ("attempts", "failed_attempts", "delivered", "late")
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """All worlds. `servers` of `chosen` were played through; `fidelity` is None where live was not live then."""

    settings: Sequence[Setting] = ()
    worlds: Mapping[World, Played] = field(default_factory=dict)
    servers: int = 0
    chosen: int = 0
    messages: int = 0
    fidelity: Fidelity | None = None

    @property
    def losing(self) -> Sequence[World]:
        """The worlds in which the draft loses more mail than live."""
        return [world for world, played in self.worlds.items() if played.loses]

    def to_dict(self) -> Json:
        return {str(world): played.to_dict(self.settings) for world, played in self.worlds.items()}


def _pair(found: Range) -> list[int]:
    return [found.least, found.most]
