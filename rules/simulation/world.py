"""Worlds: what a server answers, and when."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from rules.replay.attempt import HOUR, Attempt
from rules.replay.outcome import DELIVERED, PERMANENT, TRANSIENT
from rules.simulation.message import FAILED, Message

FLAPPING = HOUR
"""In the flapping world a server refuses for so long, takes mail for so long, and so on."""
OWN_WITHIN = HOUR // 2
OUTAGE = 24 * HOUR
"""In the refusing world a server refuses for so long, and then takes mail again: what is lost even so, is lost by the
rule."""
_TAKEN, _REFUSED, _FAILED_FOR_GOOD = "250 2.0.0 OK", "451 4.7.1 Please try again later", "550 5.7.1 Rejected"


class World(StrEnum):
    """recorded: as the nearest recorded attempt of the message, within half an hour, else of any. accepts: always.
    flapping: refuses and takes by turns. refuses: for a day, then accepts."""

    RECORDED = "recorded"
    ACCEPTS = "accepts"
    FLAPPING = "flapping"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, and the reply that the row will hold."""

    outcome: int
    result: str


class Server:
    """One server as its recorded attempts (in the order of their start) show it; what it says in each world."""

    def __init__(self, recorded: Sequence[Attempt], begin: int) -> None:
        self._recorded = recorded
        self._begin = begin
        self._replies = {
            outcome: Answer(outcome, _usual(recorded, outcome, otherwise))
            for outcome, otherwise in ((DELIVERED, _TAKEN), (TRANSIENT, _REFUSED), (PERMANENT, _FAILED_FOR_GOOD))
        }

    def answer(self, world: World, at: int, message: Message) -> Answer:
        match world:
            case World.ACCEPTS:
                return self._replies[DELIVERED]
            case World.REFUSES:
                return self._replies[TRANSIENT if at - self._begin < OUTAGE else DELIVERED]
            case World.FLAPPING:
                refuses = (at - self._begin) // FLAPPING % 2 == 0
                return self._replies[TRANSIENT if refuses else DELIVERED]
            case World.RECORDED:
                nearest = _near(message, at) or self._nearest(at)
                if nearest is not None and nearest.outcome in FAILED:
                    return Answer(nearest.outcome, nearest.result)
                return self._replies[message.fate]

    def _nearest(self, at: int) -> Attempt | None:
        recorded = self._recorded
        place = bisect_left(recorded, at, key=attrgetter("at"))
        return _nearest(recorded[max(0, place - 1) : place + 1], at)


def _near(message: Message, at: int) -> Attempt | None:
    """Return the message's own attempt that is nearest, if it is near enough: full mailboxes are no server's state."""
    own = _nearest(message.attempts, at)
    return own if own is not None and abs(own.at - at) <= OWN_WITHIN else None


def _nearest(attempts: Sequence[Attempt], at: int) -> Attempt | None:
    return min(attempts, key=lambda attempt: abs(attempt.at - at), default=None)


def _usual(recorded: Sequence[Attempt], outcome: int, otherwise: str) -> str:
    """Return the most frequent reply with that outcome."""
    found = Counter(attempt.result for attempt in recorded if attempt.outcome == outcome)
    return found.most_common(1)[0][0] if found else otherwise
