"""A VPOP3 database in three shapes, with rows that a test can count on, and a role that may only read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.setup_sql import read_only_role_sql
from rules.wiring.link_signer import LinkSigner

SHAPES = {
    "documented": """
        CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)""",
    "demo": """
        CREATE TABLE outqueue.sendattempts (
            id bigserial PRIMARY KEY, messageid bigint, recipient text, domain text, server text, ip inet,
            starttime timestamp NOT NULL, endtime timestamp, result text, numretries integer,
            messagesize integer, connectionname text, priority integer, note jsonb);
        CREATE INDEX ON outqueue.sendattempts (server, starttime)""",
    "odd": """
        CREATE TABLE outqueue.sendattempts (
            "Message_Id" varchar(40), server varchar(255), starttime timestamptz(3), result integer,
            "Elapsed_ms" numeric, "50% odd" text, size text)""",
}


@dataclass(frozen=True)
class Vpop3:
    """A database of a test's own. `owner` is an open session of the superuser."""

    url: str
    owner: psycopg.Connection

    @property
    def name(self) -> str:
        return self.owner.info.dbname

    def add(self, server: str, started: str | datetime, result: str | int | None) -> None:
        self.owner.execute(
            "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, %s, %s)",
            (server, started, result),
        )

    def url_as(self, role: str, password: str = "secret") -> str:
        found = conninfo_to_dict(self.url)
        return f"postgresql://{role}:{password}@{found['host']}:{found['port']}/{self.name}"

    def reader_url(self) -> str:
        """Return the address of a reader, made by the very SQL that the connection page shows."""
        role = f"reader_{self.name}"
        self.owner.execute(read_only_role_sql(self.name, role=role, password="secret").encode())
        return self.url_as(role)

    def writer_url(self) -> str:
        """VPOP3's own role, say: it owns the tables, and is no superuser."""
        role = f"writer_{self.name}"
        self.owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'".encode())
        for schema in ("outqueue", "public"):
            self.owner.execute(f"GRANT ALL ON SCHEMA {schema} TO {role}".encode())
            self.owner.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}".encode())
            self.owner.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO {role}".encode())
        self.owner.execute(f"ALTER TABLE outqueue.sendattempts OWNER TO {role}".encode())
        return self.url_as(role)


@pytest.fixture
def make_vpop3(fresh_database: Callable[[], str]) -> Iterator[Callable[[str], Vpop3]]:
    """Call it with the name of a shape, or with the SQL that makes the table."""
    opened: list[Vpop3] = []

    def make(shape: str = "documented") -> Vpop3:
        url = fresh_database()
        opened.append(Vpop3(url=url, owner=psycopg.connect(url, autocommit=True)))
        opened[-1].owner.execute("CREATE SCHEMA outqueue")
        opened[-1].owner.execute(SHAPES.get(shape, shape).encode())
        return opened[-1]

    yield make
    for vpop3 in opened:
        vpop3.owner.close()


@pytest.fixture(params=SHAPES)
def vpop3(request: pytest.FixtureRequest, make_vpop3: Callable[[str], Vpop3]) -> Vpop3:
    """Each shape in turn."""
    return make_vpop3(request.param)


@pytest.fixture
def connect() -> Iterator[Callable[..., Vpop3Database]]:
    """Return a maker of Vpop3Databases, which are closed at the end of the test."""
    made: list[Vpop3Database] = []

    def make(url: str, **options: object) -> Vpop3Database:
        made.append(Vpop3Database(url, **options))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture
def read(connect: Callable[..., Vpop3Database]) -> Callable[[Vpop3], SendAttempts]:
    return lambda vpop3, **options: SendAttempts(connect(vpop3.url, **options), signer=LinkSigner())


@pytest.fixture
def attempts(vpop3: Vpop3, read: Callable[[Vpop3], SendAttempts]) -> SendAttempts:
    return read(vpop3)


@pytest.fixture
def broker(make_vpop3: Callable[..., Vpop3], connect: Callable[..., Vpop3Database]) -> Broker:
    """Return a broker with the role of the connection page's SQL, over ten attempts of the last ten minutes."""
    vpop3 = make_vpop3()
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts SELECT 'mx1.example', now() - g * interval '1 minute', '421 later' "
        "FROM generate_series(1, 10) g"
    )
    return Broker(connect(vpop3.reader_url()))


@pytest.fixture
def away(postgres: EmbeddedPostgres, make_vpop3: object) -> Iterator[EmbeddedPostgres]:
    """The server, for tests that stop or freeze it: it runs again before its databases are dropped."""
    yield postgres
    if postgres.running:
        postgres.resume()
    else:
        postgres.start()
