"""How often a message would be held again before it passes, if nothing else happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice

from rules.guard.black_holes import ahead, frozen
from rules.guard.refusals import Refusal
from rules.guard.settings import GuardSettings
from rules.replay.attempt import Attempt
from rules.replay.verdict import TURNED_AWAY, Ruling
from rules.simulation.asker import Asker
from rules.simulation.time_limit import TimeLimit

_MOST_PREDICTED = 256
_AT_ONCE = 2_000
_LEAST_STEP = timedelta(minutes=1)
"""A hold of no time at all is one of a minute here: VPOP3's queue does not turn faster (assumed)."""
LOOP = 3
"""A message that is held again so many times is in a loop."""


@dataclass(slots=True)
class HoldChain:
    """A message that was first held at `refusal`, and tried again whenever its hold ended. `times`: how often it was
    held again; `waited`: the time until its next try, or until it passed. `over`: it passed, or was given up
    (`dies`)."""

    refusal: Refusal
    retry: timedelta
    waited: timedelta = timedelta(0)
    step: timedelta = timedelta(0)
    times: int = 0
    predicted: int = 1
    over: bool = False
    dies: bool = False

    def __post_init__(self) -> None:
        self._hold(self.refusal.minutes)

    @property
    def minutes(self) -> float:
        """Return the minutes until it passed."""
        return self.waited / timedelta(minutes=1)

    def next_tries(self, life: timedelta) -> list[timedelta]:
        """Return the next tries, if each of them is held for as long as the last."""
        ahead_of_now = (self.waited + number * self.step for number in count())
        return [each for each in islice(ahead_of_now, self.predicted) if each < life]

    def take(self, tries: Sequence[timedelta], rulings: Sequence[Ruling], life: timedelta) -> None:
        """Follow what was said at these tries, as far as they come about."""
        for at, ruling in zip(tries, rulings, strict=True):
            if at != self.waited:
                self.predicted = 1
                break
            if ruling.verdict != TURNED_AWAY:
                self.over = True
                return
            self.times += 1
            self._hold(ruling.minutes)
        else:
            self.predicted = min(_MOST_PREDICTED, 2 * self.predicted)
        if self.waited >= life:
            self.over = self.dies = True

    def _hold(self, minutes: float | None) -> None:
        step = self.retry if minutes is None else timedelta(minutes=min(minutes, 10_000_000))
        self.step = max(step, _LEAST_STEP)
        self.waited += self.step


def follow_holds(
    asker: Asker, refusals: Sequence[Refusal], settings: GuardSettings, limit: TimeLimit
) -> tuple[list[HoldChain], int]:
    """Return a chain for each refusal that could be followed to its end, and the number of the others."""
    retry, life = timedelta(minutes=settings.retry_minutes), settings.give_up
    chains = [HoldChain(refusal, retry) for refusal in refusals]
    for chain in chains:
        chain.over = chain.dies = chain.waited >= life
    while (left := [chain for chain in chains if not chain.over]) and not limit.over:
        _follow(asker, left, life)
    return [chain for chain in chains if chain.over], len(left)


def _follow(asker: Asker, chains: Sequence[HoldChain], life: timedelta) -> None:
    """Ask about the next tries of as many chains as one set of questions holds."""
    asked: list[tuple[HoldChain, list[timedelta]]] = []
    size = 0
    for chain in chains:
        tries = chain.next_tries(life)
        asked.append((chain, tries))
        size += len(tries)
        if size >= _AT_ONCE:
            break
    questions = [(_try(chain, at), frozen(chain.refusal)) for chain, tries in asked for at in tries]
    rulings = iter(asker.rulings(questions))
    for chain, tries in asked:
        chain.take(tries, list(islice(rulings, len(tries))), life)


def _try(chain: HoldChain, at: timedelta) -> Attempt:
    return ahead(chain.refusal, at)
