"""The attempts that VPOP3 has added since a position, and what texts say of them as of their time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from cachetools import LRUCache
from django.utils import timezone

from rules.lua.cancellation import Cancellation
from rules.outqueue.attempts.stream import AttemptStream
from rules.outqueue.broker.past_answers import PastAnswers
from rules.replay.attempt import Attempt, Recorded, microseconds, moment
from rules.replay.inputs import ReplayInputs
from rules.replay.new_attempts import News, Position, take
from rules.replay.program import Program
from rules.replay.request import ReplayRequest, Text
from rules.replay.verdict import Ruling
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.versions import Version
from rules.wiring import connections

MOST_AT_ONCE = 5_000
MOST_PROGRAMS = 16


class Rulers:
    """The programs of texts, kept between looks: a text is loaded once, and its answers are remembered. For one
    thread."""

    def __init__(self) -> None:
        self._cancellation = Cancellation()
        self._programs: LRUCache[tuple[bytes, str], Program] = LRUCache(MOST_PROGRAMS)

    def program(self, source: bytes, inputs: ReplayInputs) -> Program:
        key = source, repr(inputs)
        if key not in self._programs:
            request = request_of(source, inputs)
            self._programs[key] = Program(source, request, connections.mass_sandbox(), self._cancellation)
        return self._programs[key]


class Look:
    """One look at VPOP3's database: all of it shows one moment (one snapshot)."""

    def __init__(self, history: AttemptStream, past: PastAnswers, now: datetime, rulers: Rulers) -> None:
        self.now = now
        self._history = history
        self._past = past
        self._rulers = rulers

    def recorded(self) -> Recorded:
        return self._history.recorded()

    def after(self, position: Position, most: int = MOST_AT_ONCE) -> News:
        """Return about `most` attempts that are new since the position. Raises Unavailable."""
        pages = self._history.pages(moment(position.start), self.now)
        return take(position, pages, microseconds(self.now), most)

    def database_clock(self) -> int:
        """Return the clock of VPOP3's database, in microseconds since 1970. Raises Unavailable."""
        return self._history.database_clock()

    def rulings(self, source: bytes, attempts: Sequence[Attempt], inputs: ReplayInputs | None = None) -> list[Ruling]:
        """Let a text rule on each attempt, as of its time. The queries of all of them are asked together. Raises
        PastLost."""
        inputs = inputs or ReplayInputs()
        past = self._past.with_lag(timedelta(seconds=inputs.lag))
        return self._rulers.program(source, inputs).rulings(attempts, past)


@contextmanager
def look(rulers: Rulers) -> Iterator[Look]:
    """Open VPOP3's database for one look. Raises Unavailable."""
    columns = connections.attempts().columns()
    now = datetime.now(UTC)
    with connections.past(lag=timedelta()) as past:
        yield Look(AttemptStream(past.own_rows, columns, now=now), past, now, rulers)


def request_of(source: bytes, inputs: ReplayInputs) -> ReplayRequest:
    """Return what a program needs to know. The time range takes no part: a text is loaded as of now."""
    now = datetime.now(UTC)
    return ReplayRequest(
        text=Text(source=source),
        since=now - timedelta(days=1),
        until=now,
        lag=inputs.lag,
        zone=timezone.get_default_timezone(),
        version=Version.parse(inputs.version),
        retries=inputs.retries,
        size=inputs.size,
        domain=inputs.domain,
        assumptions=Assumptions(dict(inputs.assumptions)),
    )
