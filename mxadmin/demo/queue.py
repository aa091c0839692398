"""VPOP3's database as the demo plays it: made once, then kept as if VPOP3 went on sending."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from mxadmin.demo.holds import WINDOW, History
from mxadmin.demo.postgres import EmbeddedPostgres
from mxadmin.demo.traffic import LIFETIME, Position, Row, Traffic, read

DATABASE = "vpop3"
OWNER = "vpop3"
READER = "mxadmin_reader"
KEPT = timedelta(days=14)
SCHEMA = Path(__file__).with_name("queue.sql")
COPY = sql.SQL("COPY outqueue.sendattempts ({}) FROM STDIN").format(
    sql.SQL(", ").join(map(sql.Identifier, Row._fields))
)


def create(server: EmbeddedPostgres, *, owner_password: str, reader_password: str) -> None:
    """Create the roles, the database and the empty table, as far as they are missing."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        _ensure_role(connection, OWNER, owner_password)
        _ensure_role(connection, READER, reader_password)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            server.create_database(DATABASE, OWNER)
    with psycopg.connect(server.url(DATABASE, OWNER, owner_password)) as connection:
        if connection.execute("SELECT to_regclass('outqueue.sendattempts') IS NULL AS missing").fetchone() == (True,):
            connection.execute(SCHEMA.read_bytes())
        connection.execute("CREATE SCHEMA IF NOT EXISTS demo")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS demo.position (newest timestamptz NOT NULL, state jsonb NOT NULL)"
        )


def last_attempt(connection: psycopg.Connection) -> datetime | None:
    """Return the time of the newest row; None while there is none."""
    found = connection.execute("SELECT max(endtime) FROM outqueue.sendattempts").fetchone()
    return found[0] if found else None


def catch_up(connection: psycopg.Connection, traffic: Traffic, now: datetime) -> int:
    """Add what was sent since the last time and delete what is too old, in one transaction. Returns how many came."""
    oldest = now - KEPT
    with connection.transaction():
        position = _position(connection, oldest)
        rows, following = traffic.advance(position, now, _history(connection, position.until))
        rows = [row for row in rows if row.endtime > oldest]
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)
        if rows or following.waiting != position.waiting or following.running != position.running:
            _keep(connection, following)
        connection.execute("DELETE FROM outqueue.sendattempts WHERE endtime < %s", [oldest])
    return len(rows)


def _position(connection: psycopg.Connection, oldest: datetime) -> Position:
    """Where the last transaction ended; at first so long before the oldest row that retries are among the first rows.
    Rows that were deleted meanwhile are sent again, without the mail that waited."""
    last = last_attempt(connection)
    if last is None:
        return Position(oldest - LIFETIME)
    found = connection.execute("SELECT state FROM demo.position WHERE newest <= %s", [last]).fetchone()
    return read(found[0]) if found else Position(last)


def _keep(connection: psycopg.Connection, position: Position) -> None:
    newest = last_attempt(connection) or position.until
    state = json.dumps(position, default=datetime.isoformat)
    connection.execute("DELETE FROM demo.position")
    connection.execute("INSERT INTO demo.position VALUES (%s, %s)", [newest, state])


def _history(connection: psycopg.Connection, until: datetime) -> History:
    """What a rule would count at that moment."""
    history = History()
    asked = "SELECT server, starttime, result FROM outqueue.sendattempts WHERE starttime > %s"
    for server, start, result in connection.execute(asked, [until - WINDOW]):
        history.add(server, start.astimezone(UTC), transient=result.startswith("4"))
    return history


def _ensure_role(connection: psycopg.Connection, name: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(statement.format(verb, sql.Identifier(name), sql.Literal(password)))
