"""Database access of scripts: `VPOP3.PostgresQuery` that cannot change, block or spy on the real database.

A script is hostile text and the role may be the wrong one, so nothing rests on one wall:

1. A role with powers that no transaction bounds (superuser, files, programs, signals, replication) is not used
   for scripts at all: inside `BEGIN READ ONLY` it could still `COPY … TO PROGRAM`.
2. The text is run as `DECLARE … CURSOR FOR text` by the extended protocol. PostgreSQL's own parser then accepts
   exactly one query (SELECT, VALUES, TABLE, WITH without writes), so there is no SET, COMMIT, COPY, LOCK, DO,
   CALL, LISTEN, PREPARE or second statement to think about. What is read is a second cursor around the text, which
   cuts each value before it is sent; rows come in batches.
3. Functions that the catalogue does not promise to be without effect are refused by name: `gate`.
4. The transaction is READ ONLY and has its snapshot before the script's text comes, after which PostgreSQL lets
   nobody make it writable. It is rolled back, and the session gets DISCARD ALL before anybody else uses it.
5. A role that may read more than VPOP3's queue (VPOP3's own, say) is confined to the queue's schema, by the
   locks that the query took: they name every table it touches.
6. Time, rows and bytes are counted here. A `statement_timeout` is only the server's own second opinion.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from rules.lua.protocol.query import QueryAnswer, QueryFunction
from rules.outqueue.broker.attempts_table import KnownAttemptsTable
from rules.outqueue.broker.limits import Bounds
from rules.outqueue.broker.past_answers import PastAnswers
from rules.outqueue.broker.past_session import PastSession
from rules.outqueue.broker.privileges import KnownPrivileges
from rules.outqueue.broker.session import ScriptSession
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.as_of.parts import ALL_ROWS, AS_OF_THEN, Rows
from rules.replay.past import answered, asking

Attach = Callable[[Callable[[], None]], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class RunQueries:
    """`query` answers a script. `ask_ahead` answers queries at later moments, with the rows that `query` sees."""

    query: QueryFunction
    ask_ahead: Callable[[Sequence[tuple[str, datetime]]], Sequence[QueryAnswer]]


class Broker:
    """A gate for the queries of scripts. Safe to share between threads; a session belongs to one."""

    def __init__(
        self, database: Vpop3Database, bounds: Bounds | None = None, *, privileges: KnownPrivileges | None = None
    ) -> None:
        self._database = database
        self._bounds = bounds or Bounds()
        self._privileges = privileges or KnownPrivileges(database)
        self._table = KnownAttemptsTable(database)

    def query(self, sql: str) -> QueryAnswer:
        """Run one query in a session of its own. Never raises."""
        with self.session() as query:
            return query(sql)

    def explain(self, sql: str) -> QueryAnswer:
        """Return the plan of one query, which is not run. Never raises."""
        with closing(ScriptSession(self._database, self._bounds, self._privileges, snapshot=False)) as session:
            return session.explain(sql)

    @contextmanager
    def session(self, *, snapshot: bool = False, attach: Attach | None = None) -> Iterator[QueryFunction]:
        """Open the session that answers all queries of one run over one connection, which is taken at the first query.

        `snapshot`: all of them see the database as it was at the first (REPEATABLE READ). `attach` is given a function
        that ends the running query from any thread, and returns one that detaches it.
        """
        session = ScriptSession(self._database, self._bounds, self._privileges, snapshot=snapshot)
        detach = attach(session.cancel) if attach else None
        try:
            yield session.query
        finally:
            if detach:
                detach()
            session.close()

    @contextmanager
    def run(self, *, at: datetime | None = None, attach: Attach | None = None) -> Iterator[RunQueries]:
        """Open the session for the queries of one dry run, as `session` does with a snapshot. `at`: as of that
        moment."""
        with self._asked(attach) as session:
            ahead = PastAnswers(session, self._table, Rows(before=at) if at else ALL_ROWS)
            then = PastAnswers(session, self._table, AS_OF_THEN)
            yield RunQueries(asking(then, at) if at else session.query, partial(answered, ahead))

    @contextmanager
    def past(self, *, lag: timedelta = timedelta(), attach: Attach | None = None) -> Iterator[PastAnswers]:
        """Open the session that answers queries as of past moments, over one connection and from one snapshot.

        `lag`: how long after its start an attempt's row is readable. `attach` as in `session`.
        """
        with suppress(Unavailable):  # Known before the connection is taken, they need no second one beside it.
            self._privileges.get()
            self._table.get()
        with self._asked(attach) as session:
            yield PastAnswers(session, self._table, Rows(lag=lag))

    @contextmanager
    def _asked(self, attach: Attach | None) -> Iterator[PastSession]:
        session = PastSession(self._database, self._bounds, self._privileges, snapshot=True)
        detach = attach(session.cancel) if attach else None
        try:
            yield session
        finally:
            if detach:
                detach()
            session.close()
