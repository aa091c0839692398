"""VPOP3's PostgreSQL as the rest of mxadmin sees it: read only, bounded in time, and often away."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeVar, cast

import psycopg
from psycopg import sql

from rules.outqueue.connection.deadline import hung_up_after
from rules.outqueue.connection.pool import Lease, Pool
from rules.outqueue.connection.session import Session, open_session
from rules.outqueue.connection.spool import Row, Spool
from rules.outqueue.connection.target import USUAL_NAME, Target
from rules.outqueue.connection.unavailable import NOT_CONFIGURED, Trouble, Unavailable, unavailable

Answer = TypeVar("Answer")
Query = sql.SQL | sql.Composed
GRACE_SECONDS = 1.0
__all__ = ["Query", "Row", "Vpop3Database"]


class Vpop3Database:
    """One VPOP3 database; cheap to make, connects when first asked, safe to share between threads.

    Every session is read only (`default_transaction_read_only`) with a `statement_timeout`; times in seconds.
    An empty `url` is a database that is not configured. Raises ValueError for a URL that cannot be read; all
    other trouble is `Unavailable`, at the latest after `connect_timeout` (connecting) or
    `statement_timeout` + 1 s (asking), and the next call after that tries again.
    """

    def __init__(
        self,
        url: str | None,
        *,
        max_connections: int = 6,
        connect_timeout: float = 2.5,
        statement_timeout: float = 5.0,
        failure_pause: float = 3.0,
        application_name: str = "mxadmin",
    ) -> None:
        self.target = Target.parse(url) if url else None
        self.statement_timeout = statement_timeout
        self._application_name = application_name
        self._pool = Pool(self._connect, size=max_connections, wait=connect_timeout, pause=failure_pause)

    @property
    def configured(self) -> bool:
        return self.target is not None

    @property
    def name(self) -> str:
        """The database's name; VPOP3's usual one where none is configured."""
        return self.target.name if self.target else USUAL_NAME

    def __str__(self) -> str:
        return str(self.target or "no VPOP3 database")

    def rows(self, query: Query, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Return all rows of one statement of ours. Raises Unavailable; `__cause__` is psycopg's error, if there was
        one."""
        return self._ask(lambda session: session.execute(query, parameters).fetchall())

    def rows_within(self, seconds: float, query: Query, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """The same for a statement that is worth fewer seconds than a page: then it is Unavailable, too slow."""
        limit = sql.SQL("SET LOCAL statement_timeout = {}").format(round(seconds * 1000))

        def read(session: Session) -> list[Row]:
            with session.transaction():
                session.execute(limit)
                return session.execute(query, parameters).fetchall()

        return self._ask(read)

    def spooled(self, query: Query, parameters: Mapping[str, object] | None = None) -> Spool:
        """The same for many rows, which are kept out of memory. Raises OSError, too, where the disk is full."""

        def read(session: Session) -> Spool:
            spool = Spool()
            try:
                with session.cursor() as cursor:
                    rows = cast(
                        "Generator[Row, None, None]", cursor.stream(query, parameters)
                    )  # psycopg's hints say less
                    with closing(rows):
                        spool.fill(rows)
            except BaseException:
                spool.close()
                raise
            return spool

        return self._ask(read)

    def encoding(self) -> str:
        """Return psycopg's name of the encoding in which texts are stored: "ascii" for SQL_ASCII. Raises
        Unavailable."""
        with self.lease() as lease:
            return lease.session.info.encoding

    def version(self) -> int:
        """Return PostgreSQL's major version. Raises Unavailable."""
        with self.lease() as lease:
            return lease.session.info.server_version // 10_000

    @contextmanager
    def lease(self, *, fresh: bool = False) -> Iterator[Lease]:
        """Lend a session for the length of the block. Raises Unavailable when there is none."""
        with self._pool.lease(fresh=fresh) as lease:
            yield lease

    def explain(self, error: psycopg.Error) -> Unavailable:
        assert self.target is not None, "an error of a database that is not configured"
        return unavailable(error, self.target)

    def close(self) -> None:
        self._pool.close()

    def _ask(self, read: Callable[[Session], Answer]) -> Answer:
        with self.lease() as lease:
            try:
                return self._bounded(lease.session, read)
            except psycopg.Error as error:
                if not (lease.used and lease.session.broken):
                    raise self.explain(error) from error
        with self.lease(fresh=True) as lease:  # The kept session had died: reading twice is harmless.
            try:
                return self._bounded(lease.session, read)
            except psycopg.Error as error:
                raise self.explain(error) from error

    def _bounded(self, session: Session, read: Callable[[Session], Answer]) -> Answer:
        try:
            with hung_up_after(self.statement_timeout + GRACE_SECONDS, session):
                return read(session)
        except TimeoutError:
            raise self.mark_frozen() from None
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            raise Unavailable(
                f"{self} holds no text with {letter!r}, so nothing was looked up.", Trouble.FAILED
            ) from None

    def mark_frozen(self) -> Unavailable:
        """Return the error for a session that had to be hung up. The others are dropped: they would
        hang as well."""
        error = Unavailable(f"{self} stopped answering. It is tried again by itself.", Trouble.UNREACHABLE)
        self._pool.fail(error)
        return error

    def _connect(self, seconds: float) -> Session:
        if self.target is None:
            raise Unavailable(NOT_CONFIGURED, Trouble.NOT_CONFIGURED)
        text = self.target.conninfo(
            application_name=self._application_name,
            connect_timeout=seconds,
            statement_timeout=self.statement_timeout,
        )
        return open_session(self.target, text, seconds)
