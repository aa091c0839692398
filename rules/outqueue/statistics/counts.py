"""Counts of send attempts by reply code: in each stretch of time, and at each server."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition
from rules.outqueue.attempts.loose_scan import every_server
from rules.outqueue.attempts.outcome_sql import code_sql
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row, Vpop3Database
from rules.smtp.reply import Outcome, Reply, outcome_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
"""The shortest bar: every time zone's hours begin with one of these."""

MOST_SERVERS = 1_000

COUNT = """
    WITH attempts AS (
        SELECT floor((date_part('epoch', {started}) - (SELECT date_part('epoch', {origin}))) / %(step)s) AS bar,
               {server} AS server, {code} AS code
        FROM {table} WHERE {started} >= {since} AND {started} < {until} AND {at}
    )
    SELECT date_part('epoch', {instant})::bigint, NULL::text, code, count(*) FROM attempts GROUP BY bar, code
"""
SERVERS = " UNION ALL SELECT NULL, server::text, code, count(*) FROM attempts GROUP BY server, code"
"""The count by server. Moments are made of the bars, and not of the rows: that halves the time. GROUPING SETS would
sort, on disk."""

ORIGIN = sql.SQL("%(origin)s::timestamptz")

Key = TypeVar("Key")
Code = str | None
"""Three digits; of a result that begins with something else the first digit, if it is an outcome's; else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`bars` by (seconds since 1970 at which the bar begins, code), `servers` by (`server_name`, code): all of them,
    or, where it is `cut`, those of each day with most trouble."""

    bars: Counter[tuple[int, Code]] = field(default_factory=Counter)
    servers: Counter[tuple[str, Code]] = field(default_factory=Counter)
    cut: bool = False

    @classmethod
    def sum(cls, parts: Iterable["Figures"]) -> "Figures":
        """Add up the counts of times that do not overlap."""
        bars: Counter[tuple[int, Code]] = Counter()
        servers: Counter[tuple[str, Code]] = Counter()
        cut = False
        for part in parts:
            bars.update(part.bars)
            servers.update(part.servers)
            cut = cut or part.cut
        return cls(bars=bars, servers=servers, cut=cut)

    @property
    def codes(self) -> Counter[Code]:
        return _summed((code, count) for (_, code), count in self.bars.items())

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """Every outcome, in the order of `Outcome`, also those that did not occur."""
        found = _summed((outcome_of(code or ""), count) for (_, code), count in self.bars.items())
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def total(self) -> int:
        return self.bars.total()

    def __bool__(self) -> bool:
        """Whether there were attempts."""
        return bool(self.bars)

    def to_json(self) -> object:
        return {
            "bars": [[*key, count] for key, count in self.bars.items()],
            "servers": [[*key, count] for key, count in self.servers.items()],
            "cut": self.cut,
        }

    @classmethod
    def from_json(cls, stored: Any) -> "Figures":
        return cls(
            bars=Counter({(bar, code): count for bar, code, count in stored["bars"]}),
            servers=Counter({(server, code): count for server, code, count in stored["servers"]}),
            cut=stored["cut"],
        )

    def trimmed(self) -> "Figures":
        """Return the counts with 1,000 servers at most: to be remembered, a day must be small."""
        names = {server for server, _ in self.servers}
        if len(names) <= MOST_SERVERS:
            return self
        trouble = _summed((server, count) for (server, code), count in self.servers.items() if failed(code))
        kept = set(sorted(names, key=lambda name: -trouble[name])[:MOST_SERVERS])
        servers = Counter({key: count for key, count in self.servers.items() if key[0] in kept})
        return replace(self, servers=servers, cut=True)


def failed(code: Code) -> bool:
    return outcome_of(code or "") is not Outcome.DELIVERED


def count(
    database: Vpop3Database,
    columns: Columns,
    since: datetime,
    until: datetime,
    *,
    step: timedelta = STEP,
    origin: datetime = EPOCH,
    at_server: Condition | None = None,
) -> Figures:
    """Count the attempts from `since` to before `until`, in bars of `step` counted from `origin`; with `at_server`,
    only those of that server. One query. Raises Unavailable."""
    started = columns[Meaning.STARTED]
    query = sql.SQL(COUNT + ("" if at_server else SERVERS)).format(
        instant=columns.after(columns.moment(ORIGIN), sql.SQL("bar * %(step)s")),
        origin=columns.moment(ORIGIN),
        server=columns[Meaning.SERVER].ref,
        code=code_sql(columns.result),
        table=columns.source,
        started=started.ref,
        since=columns.moment(sql.SQL("%(since)s::timestamptz")),
        until=columns.moment(sql.SQL("%(until)s::timestamptz")),
        at=at_server.sql if at_server else every_server(columns),
    )
    wanted = {"since": since, "until": until, "step": step.total_seconds(), "origin": origin}
    return _read(database.rows(query, wanted | (at_server.parameters if at_server else {})))


def is_whole(code: Code) -> bool:
    """Whether the code has all three digits."""
    return len(code or "") > 1


@lru_cache(maxsize=1_000)
def code_of(beginning: object) -> Code:
    """Return the code as `Reply` reads it, so that a filter by the code finds as many."""
    text = str(beginning or "")
    return Reply.parse(text).code or text[:1] or None


def _read(rows: list[Row]) -> Figures:
    """Split the rows into bars and servers: both come in one list, where a bar has no server and a server no bar."""
    figures = Figures()
    for bar, server, code, number in rows:
        key = code_of(code)
        if isinstance(bar, int):
            figures.bars[bar, key] += _whole(number)
        else:
            figures.servers[server_name(str(server or "")), key] += _whole(number)
    return figures


def _whole(number: object) -> int:
    assert isinstance(number, int), "count(*) is a number"
    return number


def _summed(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    summed: Counter[Key] = Counter()
    for key, number in pairs:
        summed[key] += number
    return summed
