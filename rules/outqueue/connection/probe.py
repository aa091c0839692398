"""The probe of VPOP3's database: all that the connection page says about it, found out at once."""

from dataclasses import dataclass

from psycopg import sql

from rules.outqueue.attempts.columns import Column, Columns
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.broker.privileges import KnownPrivileges, Privileges

SERVER = sql.SQL("""
    SELECT current_setting('server_version'), current_setting('server_encoding'), current_setting('TimeZone')
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """`version` of PostgreSQL; `timezone` is what a `starttime` without zone is read in; `index_sql` is None where
    the index is there, or cannot be made; `absent`: there is no table yet."""

    version: str
    encoding: str
    timezone: str
    privileges: Privileges
    columns: tuple[Column, ...]
    index_sql: str | None
    indexed: bool
    absent: bool
    by_time: str
    """The way lists of all servers by time are read, and the gain from an index on starttime alone."""

    @property
    def index_blocks_nothing(self) -> bool:
        """Whether VPOP3 can write while the index is made."""
        return "CONCURRENTLY" in (self.index_sql or "")


def probe(attempts: SendAttempts, privileges: KnownPrivileges) -> Probe:
    """Look at the database and its table. Raises Unavailable, also for a table that is not VPOP3's."""
    version, encoding, timezone = map(str, attempts.database.rows(SERVER)[0])
    columns = attempts.columns()
    return Probe(
        version=version,
        encoding=encoding,
        timezone=timezone,
        privileges=privileges.get(),
        columns=columns.all,
        index_sql=columns.index_sql,
        indexed=columns.indexed,
        absent=columns.absent,
        by_time=_by_time(columns),
    )


def _by_time(columns: Columns) -> str:
    if columns.time_indexed:
        return "Lists of all servers by time, and overviews, are read by the index on starttime."
    if columns.indexed and columns.skips:
        return (
            "Lists of all servers by time, and overviews, are read by it, too: this PostgreSQL skips from server to "
            "server. An index on starttime would bring little more."
        )
    if columns.loose:
        return (
            "Lists of all servers by time, and overviews, are read by it, too: mxadmin looks at one server after the "
            "other, which takes longer the more there are. An index on starttime would spare it that, and brings "
            "rules nothing."
        )
    return (
        "Lists of all servers by time, and overviews, read the whole table. An index on starttime would make them "
        "quick, and brings rules nothing."
    )
