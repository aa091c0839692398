"""What is not known of the queue, and the values that a simulation is played with: its range comes from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.replay.attempt import MINUTE
from rules.simulation.message import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a message that failed for the time being is tried again: after `first` minutes, and `factor` times as many
    after each further try, but no more than `most`."""

    first: float
    factor: float = 1.0
    most: float

    def wait(self, tries: int) -> int:
        """Return the microseconds until the next try, after so many."""
        return round(min(self.most, self.first * self.factor ** min(tries - 1, 30)) * MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One way in which it may be. `lag`: seconds after its start at which an attempt's row can be read."""

    name: str
    sentence: str
    schedule: Schedule
    lag: float = 0.0
    reading: Reading


def settings(retry_minutes: float, *, has_ids: bool) -> Iterator[Setting]:
    """Yield the usual setting, and those in which one thing each is another."""
    usual = Schedule(first=retry_minutes, most=retry_minutes)
    reading = Reading.ID if has_ids else Reading.CHAINED
    every = f"A message is tried again every {retry_minutes:g} minutes"
    yield Setting(name="usual", sentence=f"{every}.", schedule=usual, reading=reading)
    double = Schedule(first=2 * retry_minutes, most=2 * retry_minutes)
    yield Setting(
        name="slower", sentence=f"A message is tried again every {2 * retry_minutes:g} minutes.", schedule=double,
        reading=reading,
    )  # fmt: skip
    most = 8 * retry_minutes
    growing = Schedule(first=retry_minutes, factor=2, most=most)
    yield Setting(
        name="growing",
        sentence=f"A message is tried again after {retry_minutes:g} minutes, then after twice as many, up to {most:g}.",
        schedule=growing,
        reading=reading,
    )
    yield Setting(
        name="lag", sentence="A row can be read 30 seconds after its attempt began.", schedule=usual, lag=30.0,
        reading=reading,
    )  # fmt: skip
    if not has_ids:
        yield Setting(
            name="each",
            sentence="No attempt is the next try of another: each is a message of its own.",
            schedule=usual,
            reading=Reading.EACH,
        )
