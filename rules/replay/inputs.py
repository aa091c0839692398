"""The inputs of a replay that a form or a command gives, as they are stored beside its texts and its range."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rules.vpop3 import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayInputs:
    """As in a `ReplayRequest`. `assumptions` maps names of assumptions to options that are not the usual ones."""

    servers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    lag: float = 0.0
    version: str = str(versions.CURRENT)
    retries: int | None = None
    size: int | None = None
    domain: str | None = None
    assumptions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> "ReplayInputs":
        values: dict[str, Any] = dict(stored)
        for name in ("servers", "providers"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)

    def to_dict(self) -> dict[str, object]:
        return asdict(self)
