"""One server's mail, played through: a discrete-event run."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rules.replay.attempt import HOUR, MICROSECONDS, MINUTE, Attempt, moment
from rules.replay.outcome import DELIVERED, PERMANENT, TRANSIENT
from rules.replay.verdict import ALLOW, REROUTED, TURNED_AWAY, UNKNOWN, Ruling
from rules.replay.view import View, array
from rules.simulation.asker import Asked
from rules.simulation.message import MILLISECOND, Message
from rules.simulation.setting import Setting
from rules.simulation.tally import LATE_MINUTES, Tally
from rules.simulation.world import Server, World

LEAST_HOLD = MINUTE
"""A hold of no time at all is one of a minute: VPOP3's queue does not turn faster (assumed)."""
LULL = 3 * HOUR
"""Where nothing was tried for so long, holds end at full hours: a rule that has shut a server for good would be asked
thousands of times, to no end. All messages that wait are then asked about at the same moments: one question."""
LONGEST_HOLD = 10_000_000
_MOST_PREDICTED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a run is of. `since`: recorded attempts at the server from then on are replaced by simulated ones; `fixed`
    are those of other messages, which stay. `until`: the recorded attempts end there. `end`: the run ends there, with
    messages still waiting; None: when the last one is done with. `give_up`: a message's life, in microseconds.
    `holds`: this VPOP3 holds a message that is refused; an older one bounces it."""

    name: str
    server: Server
    world: World
    setting: Setting
    messages: Sequence[Message]
    fixed: Sequence[Attempt] = ()
    since: int
    until: int
    end: int | None = None
    give_up: int
    holds: bool = True


class _Rows(NamedTuple):
    """Simulated rows in the order of their start: the moments, the same as text, and the places of their results among
    `replies`, which only grow."""

    moments: list[int]
    starts: list[str]
    kinds: list[str]
    replies: dict[str, int]

    def add(self, at: int, result: str) -> None:
        place = bisect_left(self.moments, at + 1)
        self.moments.insert(place, at)
        self.starts.insert(place, str(at))
        self.kinds.insert(place, str(self.replies.setdefault(result, len(self.replies) + 1)))

    def before(self, at: int) -> tuple[str, str, str]:
        """Return the fields of a view that shows the rows from before a moment."""
        count = bisect_left(self.moments, at)
        starts, kinds = ",".join(self.starts[:count]), ",".join(self.kinds[:count])
        return f"{{{starts}}}", f"{{{kinds}}}", array(list(self.replies))

    def copy(self) -> "_Rows":
        return _Rows(self.moments[:], self.starts[:], self.kinds[:], self.replies)


class Run:
    """The state of one run. Ask about what `ahead` returns, and give the rulings to `follow`, until it is `over`."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.tally = Tally(messages=len(case.messages))
        self._tries = [0] * len(case.messages)
        self._queue = [(message.arrived, number) for number, message in enumerate(case.messages)]
        heapq.heapify(self._queue)
        self._rows = _Rows([], [], [], {})
        for attempt in case.fixed:
            self._rows.add(attempt.at, attempt.result)
        self._tried_at = min((at for at, _ in self._queue), default=0)
        self._expected = ALLOW
        self._predicted = 1
        self._pass_on()

    @property
    def over(self) -> bool:
        return not self._queue

    def ahead(self, most: int) -> list[Asked]:
        """Return the next questions. Those behind the first one hold if the text says each time what it said last."""
        shadow = self._copy()
        asked: list[Asked] = []
        while not shadow.over and len(asked) < min(most, self._predicted):
            asked.append(shadow.question())
            shadow.take(self._expected)
        return asked

    def follow(self, rulings: Iterable[Ruling]) -> None:
        """Take the answers to `ahead`, as far as their questions came about."""
        expected = self._expected
        for ruling in rulings:
            self.take(ruling)
            if (ruling.verdict, ruling.minutes) != (expected.verdict, expected.minutes):
                self._expected, self._predicted = ruling, 1
                return
        self._predicted = min(_MOST_PREDICTED, 2 * self._predicted)

    def question(self) -> Asked:
        """Return the next try, and what it sees of the attempts."""
        at, number = self._queue[0]
        case = self.case
        seen_before = at - round(case.setting.lag * MICROSECONDS)
        starts, kinds, replies = self._rows.before(seen_before)
        first = case.messages[number].first
        attempt = Attempt(at, case.name, "", TRANSIENT, first.domain, self._tries[number], first.size)
        return attempt, View(
            until=moment(min(case.until, seen_before)),
            server=case.name,
            since=moment(case.since),
            starts=starts,
            kinds=kinds,
            replies=replies,
        )

    def take(self, ruling: Ruling) -> None:
        """Let the next try go as the text says."""
        at, number = heapq.heappop(self._queue)
        tally = self.tally
        match ruling.verdict:
            case _ if ruling.verdict == UNKNOWN:
                tally.unknown += 1
            case _ if ruling.verdict == REROUTED:
                tally.rerouted += 1
            case _ if ruling.verdict == TURNED_AWAY:
                self._hold(at, number, ruling.minutes)
            case _:  # An error of the script stops no mail: the default stands.
                self._attempt(at, number)
        self._pass_on()

    def _hold(self, at: int, number: int, minutes: float | None) -> None:
        self.tally.holds += 1
        if not self.case.holds:
            self.tally.lost += 1
            return
        if minutes is None:
            wait = self.case.setting.schedule.wait(max(1, self._tries[number]))
        else:
            wait = max(LEAST_HOLD, round(min(minutes, LONGEST_HOLD) * MINUTE))
            if at - self._tried_at >= LULL:
                wait += -(at + wait) % HOUR
        self._wait(at + wait, number)

    def _attempt(self, at: int, number: int) -> None:
        message = self.case.messages[number]
        answer = self.case.server.answer(self.case.world, at, message)
        tally = self.tally
        self._tries[number] += 1
        tally.attempts += 1
        self._rows.add(at, answer.result)
        self._tried_at = at
        if answer.outcome == DELIVERED:
            tally.delivered += 1
            tally.late += at - message.arrived > LATE_MINUTES * MINUTE
        elif answer.outcome == PERMANENT:
            tally.permanent += 1
        else:
            tally.failed_attempts += 1
            self._wait(at + self.case.setting.schedule.wait(self._tries[number]), number)

    def _wait(self, until: int, number: int) -> None:
        heapq.heappush(self._queue, (until - until % MILLISECOND, number))

    def _pass_on(self) -> None:
        """Give up messages whose life is over, and end the run where its time is."""
        case = self.case
        while self._queue:
            at, number = self._queue[0]
            if case.end is not None and at >= case.end:
                self.tally.waiting += len(self._queue)
                self._queue = []
            elif at - case.messages[number].arrived >= case.give_up:
                heapq.heappop(self._queue)
                self.tally.lost += 1
            else:
                return

    def _copy(self) -> "Run":
        other = Run.__new__(Run)
        other.case = self.case
        other.tally = replace(self.tally)
        other._tries = self._tries[:]
        other._queue = self._queue[:]
        other._rows = self._rows.copy()
        other._tried_at, other._expected, other._predicted = self._tried_at, self._expected, self._predicted
        return other
