"""The inputs of a dry run."""

from dataclasses import dataclass, field

from rules.resolver.names import canonical
from rules.vpop3 import versions
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What the message looks like to VPOP3.

    `domain` is canonical (see `of`); `retries` counts the tries so far; `size` is in bytes; `seed` orders MX
    servers of equal preference, the same way every time.
    """

    domain: str
    retries: int = 0
    size: int = 20 * 1024
    version: Version = versions.CURRENT
    connection_id: int = 1
    connection_name: str = "Main"
    assumptions: Assumptions = field(default_factory=Assumptions)
    seed: int = 0

    def __post_init__(self) -> None:
        if self.retries < 0:
            raise ValueError(f"Retries cannot be negative: {self.retries}.")
        if self.size < 0:
            raise ValueError(f"A message cannot have {self.size} bytes.")

    @classmethod
    def of(cls, destination: str, **inputs: object) -> "Scenario":
        """From a domain, an e-mail address or an internationalised name. Raises ValueError with a sentence."""
        return cls(domain=canonical(destination), **inputs)  # type: ignore[arg-type]
