"""A history on which rules are guarded, in a database that the tests of a module share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.guard.guard import guard
from rules.guard.settings import GuardSettings
from rules.guard.surroundings import Surroundings
from rules.lua.sandbox import Isolation, Sandbox
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.attempts.stream import AttemptStream
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.replay.request import LiveTime, ReplayRequest, Text
from rules.wiring.link_signer import LinkSigner
from tests.databases import Databases

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ROWS = """
    INSERT INTO outqueue.sendattempts
    SELECT 'mx.slow.example', %(noon)s - n * interval '5 minutes', '450 4.2.1 later' FROM generate_series(1, 24) n
    UNION ALL SELECT 'mx.slow.example', %(noon)s - n * interval '4 hours', '250 ok' FROM generate_series(1, 40) n
    UNION ALL SELECT 'mx.fast.example', %(noon)s - n * interval '47 minutes', '250 ok' FROM generate_series(1, 200) n
    UNION ALL VALUES ('mx.odd.example', %(noon)s - interval '50 hours', '421 busy'),
        ('mx.odd.example', %(noon)s - interval '49 hours', '250 ok')
"""


@pytest.fixture(scope="module")
def vpop3(postgres: EmbeddedPostgres, databases: Callable[[EmbeddedPostgres], Databases]) -> Iterator[Vpop3Database]:
    """A server in trouble since two hours before noon, one without any, and one that failed once."""
    name = databases(postgres).take()
    with psycopg.connect(postgres.url(name), autocommit=True) as owner:
        owner.execute("CREATE SCHEMA outqueue")
        owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
        owner.execute(ROWS, {"noon": NOON})
        role = f"guard_{name}"
        owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'".encode())
        owner.execute(f"GRANT USAGE ON SCHEMA outqueue TO {role}".encode())
        owner.execute(f"GRANT SELECT ON outqueue.sendattempts TO {role}".encode())
        host, port = owner.info.host, owner.info.port
    database = Vpop3Database(f"postgresql://{role}:secret@{host}:{port}/{name}")
    yield database
    database.close()
    databases(postgres).give_back(name)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=Isolation.POOL) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def guarded(vpop3, sandbox):
    """Call it with a text for what the guard finds on that history, over the seven days until noon; `live` is the text
    that was live for all of them."""
    columns = SendAttempts(vpop3, signer=LinkSigner()).columns()

    def look(source: bytes, live: bytes | None = None, **settings):
        against = Text(source=live) if live is not None else None
        request = ReplayRequest(
            text=Text(source=source),
            against=against,
            since=NOON - 7 * DAY,
            until=NOON,
            live=(LiveTime(text=against, since=NOON - 7 * DAY),) if against else (),
        )
        with Broker(vpop3).past() as past:
            stream = partial(AttemptStream, past.own_rows, columns, now=NOON)
            world = Surroundings(
                history=stream(),
                history_of=lambda servers: stream(parts=servers, messages=True),
                past=past,
                viewed=past.with_views(),
                sandbox=sandbox,
            )
            return guard(request, GuardSettings(**({"world_servers": 0} | settings)), world)

    return look
