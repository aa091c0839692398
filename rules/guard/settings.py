"""What a guard is to look at, and for how long."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta

GIVE_UP_DAYS = 3.0
"""VPOP3 gives up a message after so many days (documented as its default)."""
RETRY_MINUTES = 30.0
"""VPOP3's retry interval is not documented: RFC 5321's least is assumed."""
SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSettings:
    """`give_up_days`: a message's life in the queue. `retry_minutes`: until the next try of a message that failed for
    the time being, or that the script refused without minutes. `seconds`: the time for the whole guard.
    `world_servers`: how many servers' mail is played through the worlds."""

    give_up_days: float = field(default=GIVE_UP_DAYS)
    retry_minutes: float = RETRY_MINUTES
    seconds: float = SECONDS
    world_servers: int = 12

    def __post_init__(self) -> None:
        if not 0.01 <= self.give_up_days <= 60:
            raise ValueError(f"VPOP3 gives up after 0.01 to 60 days, not {self.give_up_days:g}.")
        if not 1 <= self.retry_minutes <= 1_440:
            raise ValueError(f"A message is tried again after 1 to 1,440 minutes, not {self.retry_minutes:g}.")
        if not 1 <= self.seconds <= 3_600:
            raise ValueError(f"A guard takes 1 to 3,600 seconds, not {self.seconds:g}.")

    def to_dict(self) -> dict[str, float]:
        return asdict(self)

    @property
    def give_up(self) -> timedelta:
        return timedelta(days=self.give_up_days)
