"""The mail of one server that is played through: some messages in a row, with what was recorded around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from rules.replay.attempt import MINUTE, Attempt
from rules.replay.outcome import DELIVERED
from rules.simulation.message import FAILED, Message, Reading, messages_of
from rules.simulation.tally import LATE_MINUTES, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Messages that arrived one after the other at a server. `recorded` are all its attempts in the time, and `fixed`
    those since the first message arrived that belong to none of them."""

    server: str
    messages: Sequence[Message]
    fixed: Sequence[Attempt]
    recorded: Sequence[Attempt]

    @property
    def begin(self) -> int:
        return self.messages[0].arrived

    def each(self) -> "Stretch":
        """Return the same attempts, each as a message of its own."""
        attempts = _in_order([attempt for message in self.messages for attempt in message.attempts])
        return Stretch(
            server=self.server,
            messages=messages_of(attempts, Reading.EACH, 1),
            fixed=self.fixed,
            recorded=self.recorded,
        )

    def first(self, most: int) -> "Stretch":
        """Return the first messages of it alone; the others count as fixed."""
        later = [attempt for message in self.messages[most:] for attempt in message.attempts]
        return Stretch(
            server=self.server,
            messages=self.messages[:most],
            fixed=_in_order([*self.fixed, *later]),
            recorded=self.recorded,
        )

    def as_recorded(self) -> Tally:
        """Return what became of the messages in truth."""
        tally = Tally(messages=len(self.messages))
        for message in self.messages:
            last = message.attempts[-1]
            tally.attempts += len(message.attempts)
            tally.failed_attempts += message.failed
            tally.waiting += last.outcome in FAILED
            tally.delivered += last.outcome == DELIVERED
            tally.permanent += last.outcome not in {*FAILED, DELIVERED}
            tally.late += last.outcome == DELIVERED and last.at - message.arrived > LATE_MINUTES * MINUTE
        return tally


def _in_order(attempts: Sequence[Attempt]) -> list[Attempt]:
    return sorted(attempts, key=attrgetter("at"))


def worst_stretch(attempts: Sequence[Attempt], reading: Reading, retry_minutes: float, most: int) -> Stretch:
    """Return the messages in a row of which most tries failed, the newest ones where several did. `attempts` are those
    at one server, in the order of their start."""
    messages = messages_of(attempts, reading, retry_minutes)
    count = min(most, len(messages))
    failed = [message.failed for message in messages]
    total = best = sum(failed[:count])
    start = 0
    for place in range(1, len(messages) - count + 1):
        total += failed[place + count - 1] - failed[place - 1]
        if total >= best:
            best, start = total, place
    chosen = messages[start : start + count]
    own = {id(attempt) for message in chosen for attempt in message.attempts}
    return Stretch(
        server=attempts[0].server,
        messages=chosen,
        fixed=[each for each in attempts if each.at >= chosen[0].arrived and id(each) not in own],
        recorded=attempts,
    )
