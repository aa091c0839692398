"""VPOP3's database as the demo plays it: made once, then kept as if VPOP3 went on sending."""

from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from mxadmin.demo.postgres import EmbeddedPostgres
from mxadmin.demo.traffic import Row, Traffic

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


def last_attempt(connection: psycopg.Connection) -> datetime | None:
    """Return the time of the newest row; None while there is none."""
    found = connection.execute("SELECT max(endtime) FROM outqueue.sendattempts").fetchone()
    return found[0] if found else None


def catch_up(connection: psycopg.Connection, traffic: Traffic, now: datetime) -> int:
    """Add what was sent since the newest row and delete what is too old, in one transaction. Returns how many came."""
    oldest = now - KEPT
    with connection.transaction():
        rows = traffic.between(max(last_attempt(connection) or oldest, oldest), now)
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute("DELETE FROM outqueue.sendattempts WHERE endtime < %s", [oldest])
    return len(rows)


def _ensure_role(connection: psycopg.Connection, name: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(statement.format(verb, sql.Identifier(name), sql.Literal(password)))
