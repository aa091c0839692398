"""A history in memory that knows which time it covers."""

from rules.replay.attempt import microseconds, moment
from tests.replay.memory_past import MemoryHistory


class SpannedHistory(MemoryHistory):
    def span(self, since, until):
        inside = [row.at for row in self.attempts if microseconds(since) <= row.at <= microseconds(until)]
        return (moment(inside[0]), moment(inside[-1])) if inside else None
