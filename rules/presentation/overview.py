"""The overview of sending, made ready to be shown: shares, changes, and where the trouble is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from rules.outqueue.attempts.filters import NO_CODE
from rules.outqueue.statistics.counts import Code, Figures, is_whole
from rules.outqueue.statistics.failing_servers import LEAST, Spell
from rules.presentation.chart import range_query
from rules.resolver.registered_domain import registered_domain
from rules.smtp.reply import Outcome, outcome_of
from rules.web.time_zone import in_utc

SHOWN_SERVERS = 10
LOOKED_AT_SERVERS = 25
SHOWN_CODES = 12
SMALLEST_CHANGE = 0.05
"""The smallest change of a share to show, in percentage points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One outcome: how many, and which part of all (0 to 1, None of nothing)."""

    outcome: Outcome
    count: int
    share: float | None

    @property
    def is_delivered(self) -> bool:
        return self.outcome is Outcome.DELIVERED

    @property
    def percent(self) -> float | None:
        return None if self.share is None else self.share * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRow:
    """A server, or a provider with `servers` of them. `recent` is known of servers only, and not always."""

    name: str
    counts: dict[Outcome, int]
    servers: int = 1
    recent: "RecentState | None" = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def failures(self) -> int:
        return self.total - self.counts[Outcome.DELIVERED]

    @property
    def fails_now(self) -> bool:
        """Whether it fails at the end of the time."""
        return bool(self.recent and self.recent.spell and self.recent.spell.until is None)

    @property
    def percent(self) -> float:
        """The percentage of its attempts that failed."""
        return 100 * self.failures / self.total


def code_query(code: str, outcome: Outcome) -> str:
    """Return the query of the list that shows the code; where that is empty, the outcome without a code."""
    if code:
        return urlencode({"code": code})
    none = {} if outcome is Outcome.NO_REPLY_CODE else {"code": NO_CODE}
    return urlencode({"outcome": outcome.value, **none})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentState:
    """The state of a server at the end of a time; `past`: that was before now. `spell` None: no run of failures."""

    server: str
    spell: Spell | None
    until: datetime
    past: bool

    @property
    def query(self) -> str:
        """The query of the list that shows the spell's failures."""
        assert self.spell, "there are failures to show"
        if not self.spell.until and not self.past:
            since = {"since": in_utc(self.spell.since)}
            return urlencode(since | {"server": self.server, "outcome": "failed"})
        until = self.spell.until + timedelta(microseconds=1) if self.spell.until else self.until
        return f"{range_query(self.spell.since, until)}&{urlencode({'server': self.server, 'outcome': 'failed'})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureAttempts:
    """Attempts with a time in the future, up to `latest`; `query`: of the list that shows them."""

    latest: datetime
    query: str


def future_attempts(latest: datetime | None, now: datetime, server: str | None = None) -> FutureAttempts | None:
    if latest is None:
        return None
    return FutureAttempts(
        latest=latest, query=urlencode({"since": in_utc(now), **({"server": server} if server else {})})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """The count of a reply code; `percent` of all attempts. `code` empty: there is none."""

    code: str
    outcome: Outcome
    count: int
    percent: float

    @property
    def query(self) -> str:
        """The query of the list with this code."""
        return code_query(self.code, self.outcome)


def totals(outcomes: dict[Outcome, int]) -> list[Total]:
    every = sum(outcomes.values())
    return [
        Total(outcome=outcome, count=count, share=count / every if every else None)
        for outcome, count in outcomes.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The `points` of percentage by which a share rose or fell; neither `tone` nor `sign` where that rounds to
    nothing."""

    points: float
    tone: str = ""
    sign: str = ""


def change(now: dict[Outcome, int], before: dict[Outcome, int]) -> Trend | None:
    """Return the change of the delivered share; None where one of the times had no attempts."""
    shares = [100 * each[Outcome.DELIVERED] / sum(each.values()) for each in (now, before) if sum(each.values())]
    if len(shares) < 2:
        return None
    points = shares[0] - shares[1]
    if abs(points) <= SMALLEST_CHANGE:
        return Trend(points=0)
    tone, sign = ("send", "▲") if points > 0 else ("fail", "▼")
    return Trend(points=abs(points), tone=tone, sign=sign)


def servers_with_failures(figures: Figures) -> list[FailureRow]:
    """Return those with most failures and those of which most attempts failed: more than are shown, since only their
    newest attempts tell which of them fail now."""
    found = _worst((server, code, count) for (server, code), count in figures.servers.items())
    often = sorted((each for each in found if each.failures >= LEAST), key=lambda each: -each.percent)
    kept = {each.name: each for each in (*found[:LOOKED_AT_SERVERS], *often[:LOOKED_AT_SERVERS])}
    return list(kept.values())


def worst_first(servers: list[FailureRow]) -> list[FailureRow]:
    """Sort servers: those that fail now before those that recovered; among them, those with most failures first."""
    return sorted(servers, key=lambda each: (not each.fails_now, -each.failures, each.name))[:SHOWN_SERVERS]


def providers_with_failures(figures: Figures) -> list[FailureRow]:
    """Return the registered domains with most failures, of those with several servers."""
    names = {server: registered_domain(server) for server in {server for server, _ in figures.servers}}
    sizes = Counter(names.values())
    counted = ((names[server], code, count) for (server, code), count in figures.servers.items())
    found = _worst(each for each in counted if sizes[each[0]] > 1)[:SHOWN_SERVERS]
    return [FailureRow(name=each.name, counts=each.counts, servers=sizes[each.name]) for each in found]


def _worst(counted: Iterable[tuple[str, Code, int]]) -> list[FailureRow]:
    by_name: dict[str, dict[Outcome, int]] = {}
    for name, code, count in counted:
        by_name.setdefault(name, dict.fromkeys(Outcome, 0))[outcome_of(code or "")] += count
    found = [FailureRow(name=name, counts=counts) for name, counts in by_name.items()]
    found.sort(key=lambda each: (-each.failures, each.name))
    return [each for each in found if each.failures]


def codes(figures: Figures) -> list[CodeCount]:
    """Return the counts, the most frequent first."""
    every = figures.total
    return [
        CodeCount(
            code=code if code and is_whole(code) else "",
            outcome=outcome_of(code or ""),
            count=count,
            percent=100 * count / every,
        )
        for code, count in figures.codes.most_common(SHOWN_CODES)
    ]
