"""The demo's queue of 14 days, made by one of the workers and copied by the others."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from django.core.files import locks
from psycopg import sql

from mxadmin.demo import queue
from mxadmin.demo.holds import Rules
from mxadmin.demo.messages import Outbox
from mxadmin.demo.postgres import EmbeddedPostgres
from mxadmin.demo.routes import Routes
from mxadmin.demo.storms import BEFORE_START, Storm, Weather
from mxadmin.demo.traffic import Row, Traffic

TABLES = {"outqueue.sendattempts": Row._fields, "demo.position": ("newest", "state")}
RECENT = timedelta(minutes=2)


def fill(postgres: EmbeddedPostgres, folder: Path) -> datetime:
    """Replace what is in the queue by 14 days up to a moment that has just been. Return it. All workers share the
    folder."""
    with psycopg.connect(postgres.url(queue.DATABASE, queue.OWNER, "owner")) as connection:
        for table in TABLES:
            connection.execute(_about("TRUNCATE {}", table))
        with _alone(folder) as file:
            until = _copied(connection, file) or _made(connection, file)
        connection.execute("ANALYZE outqueue.sendattempts")
    return until


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    with (folder / "queue.lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        yield folder / "queue"


def _copied(connection: psycopg.Connection, file: Path) -> datetime | None:
    if not file.exists():
        return None
    until, tables = pickle.loads(file.read_bytes())
    if datetime.now(UTC) - until > RECENT:
        return None
    for table, data in zip(TABLES, tables, strict=True):
        with connection.cursor() as cursor, cursor.copy(_about("COPY {} ({}) FROM STDIN", table)) as copy:
            copy.write(data)
    return until


def _made(connection: psycopg.Connection, file: Path) -> datetime:
    now = datetime.now(UTC)
    weather = Weather(1, (Storm(now - BEFORE_START),))
    queue.catch_up(connection, Traffic(Outbox(seed=1, weather=weather), Routes(), Rules.of_a_start(now)), now)
    file.write_bytes(pickle.dumps((now, [_contents(connection, table) for table in TABLES])))
    return now


def _contents(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(_about("COPY {} ({}) TO STDOUT", table)) as copy:
        return b"".join(bytes(part) for part in copy)


def _about(statement: str, table: str) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, TABLES[table]))
    return sql.SQL(statement).format(sql.Identifier(*table.split(".")), columns)
