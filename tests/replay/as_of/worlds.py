"""Pairs of databases: one with the whole history, and one as it was at a moment, brought forward to now.

The second holds only the rows before the moment T, with their times moved by now - T. What it answers to a query that
is not changed at all is what the first must answer as of T.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import psycopg

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.outqueue.setup_sql import read_only_role_sql

SERVERS = ("mx1.example", "mx2.example", "mx.today.example", "o'neill.example")
RESULTS = ("250 ok", "421 try later", "450 busy", "550 no such user", "today", None)
_numbers = count()


@dataclass(frozen=True)
class World:
    """`past` and `then` are URLs. `shift`: from T to now, a whole year, so that clock times, months and changes to
    summer time are the same."""

    past: str
    then: str
    shift: timedelta
    at: datetime


def zone(now: datetime, hours_ago: int, *, forward: bool) -> str:
    """Return a POSIX zone whose clock is put forward, or back, at 2:00 on the day of that hour, each year."""
    day = (now - timedelta(hours=hours_ago)).timetuple()
    leap = day.tm_year % 4 == 0 and day.tm_yday > 59
    near = day.tm_yday - leap
    far = (near + 150) % 365 or 1
    first, second = (near, far) if forward else (far, near)
    return f"AAA-1BBB,J{first}/2,J{second}/3"


def year_before(now: datetime) -> timedelta:
    """Return the time since the same day of the month a year ago."""
    then = now.replace(year=now.year - 1) if (now.month, now.day) != (2, 29) else now - timedelta(days=365)
    return now - then


@contextmanager
def world(postgres: EmbeddedPostgres, column: str, time_zone: str) -> Iterator[World]:
    """Make the two databases, with `column` as the type of starttime."""
    number = next(_numbers)
    names = [f"asof_{kind}_{number}" for kind in ("past", "then")]
    now = datetime.now(UTC).replace(microsecond=0)
    shift = year_before(now)
    at = now - shift
    urls = []
    try:
        for name in names:
            postgres.create_database(name)
            urls.append(_filled(postgres, name, column, time_zone, at, shift if "then" in name else None))
        yield World(past=urls[0], then=urls[1], shift=shift, at=at)
    finally:
        for name in names:
            postgres.drop_database(name)


def _filled(
    postgres: EmbeddedPostgres, name: str, column: str, time_zone: str, at: datetime, shift: timedelta | None
) -> str:
    role = f"reader_{name}"
    with psycopg.connect(postgres.url(name), autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {name} SET TimeZone = '{time_zone}'".encode())
        owner.execute(f"SET TimeZone = '{time_zone}'".encode())
        owner.execute("CREATE SCHEMA outqueue; CREATE DOMAIN outqueue.moment AS timestamp(0)")
        owner.execute(
            b"CREATE TABLE outqueue.sendattempts "
            + f"(id int, server text, starttime {column}, result text, size int)".encode()
        )
        owner.execute("CREATE INDEX ON outqueue.sendattempts (server, starttime)")
        rows = [
            (number, server, at + offset + (shift or timedelta()), result, number * 37 % 5000)
            for number, (server, offset, result) in enumerate(_rows())
            if shift is None or offset < timedelta()
        ]
        # A column without zone keeps what the clock on VPOP3's wall showed: PostgreSQL converts it.
        owner.cursor().executemany("INSERT INTO outqueue.sendattempts VALUES (%s, %s, %s, %s, %s)", rows)
        if shift is None:
            owner.execute("INSERT INTO outqueue.sendattempts VALUES (-1, 'mx1.example', NULL, '421 never', 1)")
            owner.execute("INSERT INTO outqueue.sendattempts VALUES (-2, 'mx1.example', 'infinity', '421 ever', 1)")
        owner.execute("INSERT INTO outqueue.sendattempts VALUES (-3, 'mx1.example', '-infinity', '421 first', 1)")
        owner.execute(read_only_role_sql(name, role=role, password="secret").encode())
    return postgres.url(name, role, "secret")


def _rows() -> Iterator[tuple[str, timedelta, str | None]]:
    """Yield attempts of four days before T, more and more of them, and of the day after it."""
    for number in range(160):
        ago = timedelta(seconds=17 + number * number * 13.5)
        yield SERVERS[number % 4], -ago, RESULTS[number * 7 % 6]
    for number in range(40):
        yield SERVERS[number % 4], timedelta(minutes=10 + number * number), RESULTS[number % 3]
