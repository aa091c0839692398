"""Sixty days of send attempts, ten million of them, the way VPOP3 would have written them down: in order of time."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg

ROWS, DAYS = 10_000_000, 60
SERVERS = 600
BLOCK = 20_000

TABLE = "CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)"
INDEX = "CREATE INDEX ON outqueue.sendattempts (server, starttime)"
COPY = "COPY outqueue.sendattempts FROM STDIN"

DELIVERED = "250 2.0.0 Ok: queued as 4F{id}"
REPLIES = {
    DELIVERED: 78,
    "250 OK id=1rT{id}": 6,
    "421 4.7.0 Too many messages from 198.51.100.25, slow down": 6,
    "450 4.2.0 <user{id}@shop.example>: Recipient address rejected: Greylisted": 3,
    "452 4.2.2 Mailbox full": 1,
    "550 5.1.1 <user{id}@shop.example>: Recipient address rejected: User unknown": 3,
    "554 5.7.1 Message rejected by content filter": 1,
    "Connection timed out": 2,
}


def server(number: int) -> str:
    """The busiest first: two servers to a domain, named like those of providers."""
    return f"mx{number % 2 + 1}.provider{number // 2}.example"


def fill(
    owner: psycopg.Connection,
    *,
    until: datetime,
    rows: int = ROWS,
    days: int = DAYS,
    index: bool = True,
    servers: int = SERVERS,
) -> None:
    """`until` in the database's own time zone, without one."""
    owner.execute(TABLE)
    with owner.cursor() as cursor, cursor.copy(COPY) as copy:
        for block in _blocks(until - timedelta(days=days), timedelta(days=days) / rows, rows, servers):
            copy.write(block)
    if index:
        owner.execute(INDEX)
    owner.execute("VACUUM ANALYZE outqueue.sendattempts")


def _blocks(since: datetime, step: timedelta, rows: int, servers: int) -> Iterator[bytes]:
    """A few thousand ends of lines are drawn for every block; what differs from row to row is the time."""
    chance = random.Random(1)
    names = [server(number) for number in range(servers)]
    weights = [1 / (number + 3) for number in range(servers)]
    replies, shares = list(REPLIES), list(REPLIES.values())
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        drawn = zip(
            chance.choices(names, weights, k=size), chance.choices(replies, shares, k=size), range(size), strict=True
        )
        yield "".join(
            f"{name}\t{since + (start + number) * step}\t{reply.format(id=start + number)}\n"
            for name, reply, number in drawn
        ).encode()
