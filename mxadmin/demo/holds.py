"""The rules of the demo's revisions, obeyed by its VPOP3: the same counts as in the scripts, over the same rows."""

import json
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

SCRIPTS = Path(__file__).with_name("scripts")
WINDOW = timedelta(minutes=15)
LIMIT = 5
FIRST_LIVE, SECOND_LIVE = timedelta(days=10), timedelta(days=3)
"""How long before its first start the demo's first and second revision went live."""


@dataclass(slots=True)
class History:
    """When each server was tried, and when it answered "not now"."""

    attempts: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    failures: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def add(self, server: str, start: datetime, *, transient: bool) -> None:
        insort(self.attempts[server], start)
        if transient:
            insort(self.failures[server], start)


def _within(moments: list[datetime], moment: datetime) -> int:
    """Count as the scripts do: later than the window's start, and before the moment itself."""
    return bisect_left(moments, moment) - bisect_right(moments, moment - WINDOW)


Minutes = Callable[[str, int, datetime, History], float]


def _no_rule(_server: str, _retries: int, _moment: datetime, _history: History) -> float:
    return 0


def _by_server(server: str, _retries: int, moment: datetime, history: History) -> float:
    """Revisions 1 and 2."""
    return 10 if _within(history.failures[server], moment) > LIMIT else 0


def _by_provider(server: str, retries: int, moment: datetime, history: History) -> float:
    """Revision 3."""
    end = "." + server.partition(".")[2] if server.count(".") > 1 else "." + server
    servers = [name for name in history.attempts if f".{name}".endswith(end)]
    attempts = sum(_within(history.attempts[name], moment) for name in servers)
    failures = sum(_within(history.failures[name], moment) for name in servers)
    return min(10 * 2**retries, 60) if failures > LIMIT and failures * 2 > attempts else 0


_RULES: dict[int, Minutes] = {0: _no_rule, 1: _by_server, 2: _by_server, 3: _by_provider}


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one of the demo's revisions; 0: nothing is live."""

    revision: int

    def minutes(self, server: str, retries: int, moment: datetime, history: History) -> float:
        """Return for how many minutes the server is left alone; 0: it may be tried."""
        return _RULES[self.revision](server, retries, moment, history)


Live = tuple[tuple[datetime, int], ...]


class Rules:
    """Which of the revisions was live since when, oldest first; remembered in `file`, where there is one. One thread
    takes texts over, another one asks."""

    def __init__(self, live: Live = (), file: Path | None = None) -> None:
        self.live = live
        self._file = file

    def at(self, moment: datetime) -> Rule:
        return Rule(next((number for since, number in reversed(self.live) if since <= moment), 0))

    def take_over(self, text: bytes, now: datetime) -> None:
        """Obey a text that was published from now on. Any other text than the demo's own changes nothing."""
        number = next((number for number in _RULES if number and script(number) == text), None)
        if number is not None and number != self.at(now).revision:
            self.live = (*self.live, (now, number))
            self._write()

    def _write(self) -> None:
        if self._file:
            self._file.write_text(json.dumps([[since.isoformat(), number] for since, number in self.live]))

    @classmethod
    def of_a_start(cls, now: datetime, file: Path | None = None) -> "Rules":
        """The rules of a demo that starts now for the first time."""
        rules = cls(((now - FIRST_LIVE, 1), (now - SECOND_LIVE, 2)), file)
        rules._write()
        return rules

    @classmethod
    def resume(cls, file: Path, now: datetime) -> "Rules":
        """What an earlier start has written down; else those of a first start."""
        if not file.exists():
            return cls.of_a_start(now, file)
        stored = json.loads(file.read_text())
        return cls(tuple((datetime.fromisoformat(since), number) for since, number in stored), file)


def script(number: int) -> bytes:
    """Return the text of one of the demo's revisions."""
    return (SCRIPTS / f"{number}.lua").read_bytes()
