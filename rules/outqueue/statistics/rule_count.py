"""The number that a rule like the vendor's example would count for a server at this moment."""

from psycopg import sql

from rules.outqueue.attempts.column_meanings import Meaning
from rules.outqueue.attempts.columns import Columns
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.spelling import spellings

WINDOW_MINUTES = 15
COUNT = """
    SELECT count(*) FROM {table} WHERE {server} = ANY(%(servers)s)
    AND {started} > CURRENT_TIMESTAMP + %(window)s::interval AND left({result}, 1) = '4'
"""


def rule_count(attempts: SendAttempts, server: str) -> int:
    """Count transient failures of the last 15 minutes, by the vendor's own condition, which compares with the name as
    it is given and finds no other spelling. Raises Unavailable."""
    return attempts.known.using(lambda columns: _count(attempts, columns, server))


def _count(attempts: SendAttempts, columns: Columns, server: str) -> int:
    query = sql.SQL(COUNT).format(
        table=columns.source,
        server=columns[Meaning.SERVER].ref,
        started=columns[Meaning.STARTED].ref,
        result=columns.result,
    )
    names = list(spellings(server, columns.encoding))
    [(count,)] = attempts.database.rows(query, {"servers": names, "window": f"-{WINDOW_MINUTES} MINUTES"})
    assert isinstance(count, int)
    return count
