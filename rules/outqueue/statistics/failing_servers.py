"""Runs of failures of a server: since when it fails, or when it recovered, from its newest attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import NAME
from rules.outqueue.attempts.outcome_sql import deciding_sql
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row
from rules.smtp.reply import Outcome, outcome_of

LOOKED_AT = 100
"""The number of newest attempts to look at for each server."""

LEAST = 3
"""The failures in a row that make a failing server; one or two are somebody's full mailbox."""

NEWEST = """
    SELECT wanted.name, attempt.started, attempt.first
    FROM unnest(%(servers)s::text[]) AS wanted(name) CROSS JOIN LATERAL (
        SELECT date_part('epoch', {instant}) AS started, coalesce(left({deciding}, 1), '') AS first FROM {table}
        WHERE {server} = wanted.name AND {started} >= {since} AND {started} < {until}
        ORDER BY {started} DESC LIMIT %(limit)s
    ) AS attempt
"""
NEWEST_WITHOUT_INDEX = """
    SELECT name, started, first FROM (
        SELECT {name} AS name, date_part('epoch', {instant}) AS started,
               coalesce(left({deciding}, 1), '') AS first,
               row_number() OVER (PARTITION BY {name} ORDER BY {started} DESC) AS place
        FROM {table} WHERE {name} = ANY(%(servers)s::text[]) AND {started} >= {since} AND {started} < {until}
    ) AS newest WHERE place <= %(limit)s ORDER BY started DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A run of failures without a delivery between them. `until`: the delivery that ended it, None: it goes on.
    `open_start`: it may have begun before `since`, which is as far as was looked."""

    since: datetime
    until: datetime | None
    attempts: int
    open_start: bool


def last_spell(newest: Sequence[tuple[datetime, Outcome]]) -> Spell | None:
    """Return the latest run of at least three failures, from attempts given newest first."""
    until: datetime | None = None
    failures: list[datetime] = []
    for moment, outcome in newest:
        if outcome is not Outcome.DELIVERED:
            failures.append(moment)
            continue
        if len(failures) >= LEAST:
            return Spell(since=failures[-1], until=until, attempts=len(failures), open_start=False)
        until, failures = moment, []
    if len(failures) >= LEAST:
        return Spell(since=failures[-1], until=until, attempts=len(failures), open_start=True)
    return None


def spells(
    attempts: SendAttempts, servers: Sequence[str], *, since: datetime, until: datetime
) -> dict[str, Spell | None]:
    """Return the last spell of each server within the time, from its newest 100 attempts there. One query. Raises
    Unavailable."""
    rows = attempts.known.using(lambda columns: _newest(attempts, columns, servers, since, until))
    newest: dict[str, list[tuple[datetime, Outcome]]] = {server_name(server): [] for server in servers}
    for server, moment, first in rows:
        if isinstance(moment, float):
            newest[server_name(str(server))].append((datetime.fromtimestamp(moment, UTC), outcome_of(str(first))))
    for found in newest.values():  # those of several spellings, each by itself in its order
        found.sort(key=lambda each: each[0], reverse=True)
    return {server: last_spell(newest[server_name(server)][:LOOKED_AT]) for server in servers}


def _newest(
    attempts: SendAttempts, columns: Columns, servers: Sequence[str], since: datetime, until: datetime
) -> list[Row]:
    started = columns[Meaning.STARTED]
    query = sql.SQL(NEWEST if columns.indexed else NEWEST_WITHOUT_INDEX).format(
        instant=columns.instant(started),
        deciding=deciding_sql(columns.result),
        table=columns.source,
        server=columns[Meaning.SERVER].ref,
        name=sql.SQL(NAME).format(columns[Meaning.SERVER].ref),
        started=started.ref,
        since=columns.moment(sql.SQL("%(since)s::timestamptz")),
        until=columns.moment(sql.SQL("%(until)s::timestamptz")),
    )
    names = [spelt for server in servers for spelt in attempts.server_spellings(columns, server)]
    wanted = {"servers": names, "since": since, "until": until, "limit": LOOKED_AT}
    return attempts.database.rows(query, wanted)
