"""Replies that read the same but for what varies, counted together."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.conditions import Condition
from rules.outqueue.attempts.loose_scan import every_server
from rules.outqueue.attempts.outcome_sql import code_sql, failure_condition
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.statistics.counts import code_of

MOST_KINDS = 2_000
LOOKED_AT = 2_000
"""The newest attempts of one server to look at: to take all of a busy one apart would take seconds."""

VARIES = r"<[^>]*>|[^ ]*[0-9@][^ ]*"
"""The parts that differ between two replies of one kind: addresses, numbers, names with numbers, ids."""

GAP = "\x1a"
"""The character that replaces it in the database's answer. Not "…", which LATIN1 and others do not have."""

KINDS = """
    SELECT {code}, regexp_replace(left({result}, 160), %(varies)s, {gap}, 'g'),
           count(*), min({instant}), min(left({result}, 300)), min({server}::text)
    FROM {rows} GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT {most}
"""
FAILURES = "{table} WHERE {started} >= {since} AND {started} < {until} AND {every_server} AND {failed}"
NEWEST = """
    (SELECT {server}, {started}, {result} FROM {table}
     WHERE {at_server} AND {started} >= {since} AND {started} < {until}
     ORDER BY {started} DESC LIMIT {looked_at}) AS attempt
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKind:
    """Replies that read the same but for what varies. `example`: one of them as stored; `server`: one that sent it."""

    code: str | None
    text: str
    count: int
    first: datetime
    example: str
    server: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.code, self.text


def failures(database: Vpop3Database, columns: Columns, since: datetime, until: datetime) -> tuple[ReplyKind, ...]:
    """Return the kinds of failure of that time, the most frequent first, at most 2,000. One query. Raises
    Unavailable."""
    rows = sql.SQL(FAILURES).format(
        **_names(columns), every_server=every_server(columns), failed=failure_condition(columns.result)
    )
    return _kinds(database, columns, rows, {"since": since, "until": until})


def newest_at(
    database: Vpop3Database, columns: Columns, at_server: Condition, since: datetime, until: datetime
) -> tuple[ReplyKind, ...]:
    """Return the kinds of all replies of the server, failures or not, to its newest 2,000 attempts of that time. One
    query. Raises Unavailable."""
    names = _names(columns) | {"result": columns[Meaning.RESULT].ref, "at_server": at_server.sql}
    rows = sql.SQL(NEWEST).format(**names, looked_at=LOOKED_AT)
    return _kinds(database, columns, rows, {"since": since, "until": until, **at_server.parameters})


def _names(columns: Columns) -> dict[str, sql.Composable]:
    return {
        "table": columns.source,
        "server": columns[Meaning.SERVER].ref,
        "started": columns[Meaning.STARTED].ref,
        "since": columns.moment(sql.SQL("%(since)s::timestamptz")),
        "until": columns.moment(sql.SQL("%(until)s::timestamptz")),
    }


def _kinds(
    database: Vpop3Database, columns: Columns, rows: sql.Composable, parameters: dict[str, object]
) -> tuple[ReplyKind, ...]:
    query = sql.SQL(KINDS).format(
        code=code_sql(columns.result),
        result=columns.result,
        instant=columns.instant(columns[Meaning.STARTED]),
        server=columns[Meaning.SERVER].ref,
        gap=GAP,
        rows=rows,
        most=MOST_KINDS,
    )
    return tuple(_kind(*row) for row in database.rows(query, parameters | {"varies": VARIES}))


def _kind(code: object, text: object, count: object, first: object, example: object, server: object) -> ReplyKind:
    assert isinstance(count, int)
    assert isinstance(first, datetime)
    return ReplyKind(
        code=code_of(code),
        text=str(text or "").replace(GAP, "…"),
        count=count,
        first=first,
        example=str(example or ""),
        server=server_name(str(server or "")),
    )
