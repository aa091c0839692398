"""The attempts of a time, counted by outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.loose_scan import every_server
from rules.outqueue.attempts.outcome_sql import outcome_sql
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.connection.database import Row
from rules.smtp.reply import Outcome

COUNT = """
    SELECT {outcome}, count(*) FROM {table}
    WHERE {started} >= {since} AND {started} < {until} AND {every_server} GROUP BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCounts:
    """`counts` has every outcome, in the order of `Outcome`, also those that did not occur."""

    counts: dict[Outcome, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def count_outcomes(attempts: SendAttempts, *, last: timedelta, now: datetime) -> OutcomeCounts:
    """Count the attempts that began within `last` before `now`. Raises Unavailable."""
    found = attempts.known.using(lambda columns: _rows(attempts, columns, now - last, now))
    counted = {str(outcome): count for outcome, count in found if isinstance(count, int)}
    return OutcomeCounts(counts={outcome: counted.get(outcome.value, 0) for outcome in Outcome})


def _rows(attempts: SendAttempts, columns: Columns, since: datetime, until: datetime) -> list[Row]:
    query = sql.SQL(COUNT).format(
        outcome=outcome_sql(columns.result),
        table=columns.source,
        every_server=every_server(columns),
        started=columns[Meaning.STARTED].ref,
        since=columns.moment(sql.SQL("%(since)s::timestamptz")),
        until=columns.moment(sql.SQL("%(until)s::timestamptz")),
    )
    return attempts.database.rows(query, {"since": since, "until": until})
