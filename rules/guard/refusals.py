"""The moments of the history at which a text refuses a server, as a replay finds them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from rules.replay.attempt import Attempt, History, microseconds
from rules.replay.outcome import TRANSIENT
from rules.replay.past import Past
from rules.replay.program import Program
from rules.replay.verdict import ERROR, TURNED_AWAY, UNKNOWN, Ruling
from rules.simulation.time_limit import TimeLimit

PORTIONS = (1 / 56, 1 / 7, 3 / 7, 1.0)
"""The parts of the time that are read one after the other, the newest first."""
AT_ONCE = 5_000
MOST_MOMENTS = 3
"""The refusals of one server that are looked at: the first, the last and one between them."""
MOST_NOW = 2_000
"""The servers that are asked about at the end of the history."""


class Refusal(NamedTuple):
    """An attempt that the text refuses, and the minutes that it names."""

    attempt: Attempt
    minutes: float | None

    @property
    def server(self) -> str:
        return self.attempt.server


@dataclass(slots=True)
class Refusals:
    """What was found. `since`: all attempts from then on were looked at. `servers`: all that were tried in this time,
    the last attempt at each, and `tries` how many there were. `unknown`: why rulings could not be made, and how often;
    `errors` the same of errors."""

    since: datetime
    attempts: int = 0
    servers: dict[str, Attempt] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    found: dict[str, list[Refusal]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused_now: set[str] = field(default_factory=set)
    unknown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def moments(self) -> Iterator[Refusal]:
        """Yield the refusals to look at, those servers first that are refused most often."""
        for server in sorted(self.found, key=lambda each: (-self.refused[each], each)):
            found = sorted(self.found[server], key=lambda each: each.attempt.at)
            if len(found) > MOST_MOMENTS:
                found = [found[0], found[len(found) // 2], found[-1]]
            yield from found

    def count(self, attempts: Sequence[Attempt], rulings: Sequence[Ruling]) -> None:
        self.attempts += len(attempts)
        self.tries.update(attempt.server for attempt in attempts)
        for attempt, ruling in zip(attempts, rulings, strict=True):
            known = self.servers.get(attempt.server)
            if known is None or known.at < attempt.at:
                self.servers[attempt.server] = attempt
            self._note(attempt, ruling)

    def count_now(self, attempts: Sequence[Attempt], rulings: Sequence[Ruling]) -> None:
        for attempt, ruling in zip(attempts, rulings, strict=True):
            self._note(attempt, ruling)
            if ruling.verdict == TURNED_AWAY:
                self.refused_now.add(attempt.server)

    def _note(self, attempt: Attempt, ruling: Ruling) -> None:
        if ruling.verdict == TURNED_AWAY:
            self.refused[attempt.server] += 1
            found = self.found[attempt.server]
            found.append(Refusal(attempt, ruling.minutes))
            if len(found) > 1_000:
                del found[1:-1:2]
        elif ruling.verdict == UNKNOWN:
            self.unknown[ruling.detail] += 1
        elif ruling.verdict == ERROR:
            line = f"line {ruling.line}: " if ruling.line else ""
            self.errors[f"{line}{ruling.detail}"] += 1


def find_refusals(
    program: Program, history: History, past: Past, since: datetime, until: datetime, limit: TimeLimit
) -> Refusals:
    """Replay the text, the newest attempts first, and ask about every server at the end. Ends early when the time is
    up: `since` says how far back it came."""
    found = Refusals(since=until)
    for part in PORTIONS:
        begin = until - (until - since) * part
        end = found.since - timedelta(microseconds=found.since < until)
        if not _replay(program, history, past, begin, end, limit, found):
            break
        found.since = begin
    now = sorted(found.servers.values(), key=lambda each: -each.at)[:MOST_NOW]
    asked = [Attempt(microseconds(until), each.server, "", TRANSIENT, each.domain) for each in now]
    found.count_now(asked, program.rulings(asked, past))
    return found


def _replay(
    program: Program,
    history: History,
    past: Past,
    begin: datetime,
    end: datetime,
    limit: TimeLimit,
    found: Refusals,
) -> bool:
    """Replay a part of the time. Return whether it was finished."""
    for page in history.pages(begin, end):
        named = [attempt for attempt in page.attempts if attempt.server]
        for start in range(0, len(named), AT_ONCE):
            part = named[start : start + AT_ONCE]
            found.count(part, program.rulings(part, past))
            if limit.over:
                return False
    return True
