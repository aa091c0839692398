"""The beginning of the history."""

from datetime import UTC, datetime

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.reader import SendAttempts

OLDEST = "SELECT date_part('epoch', {oldest})::float8 FROM {table} WHERE {started} > {earliest}"
WITHOUT_ZONE = "(min({}) AT TIME ZONE current_setting('TimeZone'))"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Earlier rows are no attempts of mail: one that starts at minus infinity, for example."""


def oldest_attempt(attempts: SendAttempts) -> datetime | None:
    """Return the start of the oldest attempt; None where there is none. Raises Unavailable."""

    def oldest(columns: Columns) -> object:
        started = columns[Meaning.STARTED]
        form = "min({})" if started.type.endswith("with time zone") else WITHOUT_ZONE
        query = sql.SQL(OLDEST).format(
            oldest=sql.SQL(form).format(started.ref),
            table=columns.source,
            started=started.ref,
            earliest=columns.moment(sql.SQL("%(earliest)s::timestamptz")),
        )
        return attempts.database.rows(query, {"earliest": EARLIEST})[0][0]

    found = attempts.known.using(oldest)
    return datetime.fromtimestamp(found, UTC) if isinstance(found, float) else None
