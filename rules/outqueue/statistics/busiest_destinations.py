"""The destinations with the most send attempts of a time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.loose_scan import every_server
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.spelling import server_name
from rules.outqueue.connection.database import Row
from rules.resolver.registered_domain import guessed_destination

MOST_GROUPS = 2_000
GROUPS = """
    SELECT {domain}, CASE WHEN {domain} IS NULL THEN lower({server}::text) END, count(*)
    FROM {table} WHERE {started} > {since} AND {started} <= {until} AND {every_server}
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT {most}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """`guessed`: no column says which domain it was; this is the one that the server's name belongs to. Attempts at
    servers of providers, which take mail for many domains, count for none."""

    domain: str
    attempts: int
    guessed: bool


def busiest(attempts: SendAttempts, *, last: timedelta, now: datetime) -> tuple[Destination, ...]:
    """Return the destinations of the attempts that began within `last` before `now`, the busiest first. Raises
    Unavailable."""
    found = attempts.known.using(lambda columns: _rows(attempts, columns, now - last, now))
    counted: Counter[tuple[str, bool]] = Counter()
    for domain, server, count in found:
        name = str(domain) if domain is not None else guessed_destination(server_name(str(server or "")))
        if name:
            counted[name, domain is None] += count if isinstance(count, int) else 0
    return tuple(
        Destination(domain=domain, attempts=count, guessed=guessed)
        for (domain, guessed), count in counted.most_common()
    )


def _rows(attempts: SendAttempts, columns: Columns, since: datetime, until: datetime) -> list[Row]:
    query = sql.SQL(GROUPS).format(
        domain=_domain(columns),
        server=columns[Meaning.SERVER].ref,
        table=columns.source,
        started=columns[Meaning.STARTED].ref,
        since=columns.moment(sql.SQL("%(since)s::timestamptz")),
        until=columns.moment(sql.SQL("%(until)s::timestamptz")),
        every_server=every_server(columns),
        most=MOST_GROUPS,
    )
    return attempts.database.rows(query, {"since": since, "until": until})


def _domain(columns: Columns) -> sql.Composable:
    """Return SQL for the domain: its column, else the part after the recipient's @, else NULL."""
    known: list[sql.Composable] = []
    if domain := columns.get(Meaning.DOMAIN):
        known.append(sql.SQL("nullif(lower({}::text), '')").format(domain.ref))
    if recipient := columns.get(Meaning.RECIPIENT):
        known.append(sql.SQL("lower(substring({}::text from '@([^@<>\\s]+)>?\\s*$'))").format(recipient.ref))
    return sql.SQL("coalesce({}, NULL)").format(sql.SQL(", ").join(known)) if known else sql.SQL("NULL::text")
