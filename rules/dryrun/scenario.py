"""The inputs of a dry run."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from rules.resolver.domain_list import read_one
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version

HIGHEST_SEED = 2**31 - 1


def draw_seed() -> int:
    """Draw a seed for one run. It is never 0, which belongs to scenarios that were kept without a seed."""
    return 1 + secrets.randbelow(HIGHEST_SEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The message and its circumstances, as VPOP3 sees them.

    `domain` is canonical (see `of`); `retries` counts the tries so far; `size` is in bytes; `seed` decides the order
    of MX servers of equal preference: RFC 5321 §5.1 wants a random one, so each run draws its own (`draw_seed`).
    `clock`, with its zone, is what the script's clocks say; None: the present.
    """

    domain: str
    retries: int = 0
    size: int = 20 * 1024
    version: Version = versions.CURRENT
    connection_id: int = 1
    connection_name: str = "Main"
    assumptions: Assumptions = field(default_factory=Assumptions)
    seed: int = 0
    clock: datetime | None = None

    def __post_init__(self) -> None:
        if self.retries < 0:
            raise ValueError(f"Retries cannot be negative: {self.retries}.")
        if self.size < 0:
            raise ValueError(f"A message cannot have {self.size} bytes.")
        if not 0 <= self.seed <= HIGHEST_SEED:
            raise ValueError(f"A seed is a whole number from 0 to {HIGHEST_SEED}, not {self.seed}.")
        if self.clock and self.clock.tzinfo is None:
            raise ValueError("A clock needs the offset of its zone, as in 2026-11-23T14:30:00+01:00.")

    @classmethod
    def of(cls, destination: str, **inputs: object) -> "Scenario":
        """Make a scenario from a domain, an e-mail address or an internationalised name. Raise ValueError with a
        sentence."""
        return cls(domain=read_one(destination), **inputs)  # type: ignore[arg-type]
