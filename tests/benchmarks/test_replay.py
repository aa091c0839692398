"""A million attempts at 500 servers replayed, on Debian's PostgreSQL: how many a second, and against PostgreSQL alone.

The bare figure is the set statement of the same moments in the same run, without mxadmin around it.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.lua.cancellation import Cancellation
from rules.replay.replay import replay
from rules.replay.request import ReplayRequest, Text
from rules.wiring import connections, histories
from tests.benchmarks import millions

pytestmark = [pytest.mark.benchmark(group="replay")]

DATABASE, ROWS, SERVERS, DAYS = "replayed_million", int(os.environ.get("REPLAY_ROWS", 1_000_000)), 500, 30
BY_TIME = "CREATE INDEX ON outqueue.sendattempts (starttime)"
VENDOR_RATE, TWO_QUERIES_RATE, NO_SQL_RATE, BARE_RATIO = 40_000, 8_000, 100_000, 2.5
FIRST_SECONDS, CANCEL_SECONDS, MOST_MEMORY = 2.0, 0.5, 400 * 1024 * 1024
SET = 1_000

VENDOR = b"""
function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='"
        .. mxserver .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")

        if tonumber(x[1].cnt) > 5 then
            return false, 10;
        end
    end
end
"""
TWO_QUERIES = b"""
function CheckServer(domain, server)
    local here = VPOP3.PostgresQuery("SELECT COUNT(*) AS n FROM outqueue.sendattempts WHERE server = '" .. server
        .. "' AND starttime > CURRENT_TIMESTAMP - interval '15 minutes' AND LEFT(result, 1) = '4'")
    local all = VPOP3.PostgresQuery("SELECT COUNT(*) AS n FROM outqueue.sendattempts WHERE starttime > "
        .. "CURRENT_TIMESTAMP - interval '1 minute' AND LEFT(result, 1) = '4'")
    if tonumber(here[1].n) > 3 and tonumber(all[1].n) > 1 then return false, 5 end
end
"""
NO_SQL = b"function CheckServer(domain, server, retries, size) return not server:find('provider7', 1, true), 10 end"
BARE = """
    SELECT p.i, q.* FROM unnest(%s::int[], %s::timestamptz[], %s::text[]) p(i, at, server) CROSS JOIN LATERAL (
        SELECT COUNT(*) AS cnt FROM (SELECT * FROM outqueue.sendattempts WHERE starttime < (p.at AT TIME ZONE 'UTC'))
        AS sendattempts WHERE server = p.server AND starttime > p.at + '-15 MINUTES' AND LEFT(result, 1) = '4') q
"""


@pytest.fixture(scope="module")
def million_url(debian_postgres: EmbeddedPostgres) -> Iterator[str]:
    debian_postgres.create_database(DATABASE)
    url = debian_postgres.url(DATABASE)
    with psycopg.connect(url, autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute(f"ALTER DATABASE {DATABASE} SET TimeZone = 'UTC'".encode())
        now = datetime.now(UTC).replace(tzinfo=None)
        millions.fill(owner, until=now, rows=ROWS, days=DAYS, servers=SERVERS)
        owner.execute(BY_TIME)
        owner.execute("CREATE ROLE replayer LOGIN PASSWORD 'secret'")
        owner.execute("GRANT USAGE ON SCHEMA outqueue TO replayer")
        owner.execute("GRANT SELECT ON outqueue.sendattempts TO replayer")
        host, port = owner.info.host, owner.info.port
    yield f"postgresql://replayer:secret@{host}:{port}/{DATABASE}"
    connections.mass_sandbox().close()
    debian_postgres.drop_database(DATABASE)


@pytest.fixture
def request_of(million_url, settings):
    settings.VPOP3_DATABASE_URL = million_url
    until = datetime.now(UTC)
    return lambda source: ReplayRequest(text=Text(source=source), since=until - timedelta(days=DAYS + 1), until=until)


def run(wanted, *, cancel_after: float | None = None):
    """The result, the seconds it took, those until the first figures, and those between cancelling and the end."""
    cancellation, started = Cancellation(), time.perf_counter()
    first = cancelled = None
    with histories.opened(wanted, cancellation) as world:
        for step in replay(wanted, world.history, world.past, connections.mass_sandbox(), cancellation):
            if step.done and first is None:
                step.result()
                first = time.perf_counter() - started
            if cancel_after is not None and cancelled is None and time.perf_counter() - started > cancel_after:
                cancelled = time.perf_counter()
                cancellation.cancel()
    ended = time.perf_counter()
    return step.result(), ended - started, first, ended - cancelled if cancelled else None


def bare_seconds(url: str) -> float:
    """PostgreSQL alone: the vendor's query for the moments of all attempts, in sets."""
    with psycopg.connect(url, autocommit=True) as session:
        rows = session.execute(
            "SELECT starttime AT TIME ZONE 'UTC', server FROM outqueue.sendattempts ORDER BY 1"
        ).fetchall()
        session.execute("SET jit = off")
        started = time.perf_counter()
        for start in range(0, len(rows), SET):
            part = rows[start : start + SET]
            moments, servers = [moment for moment, _ in part], [server for _, server in part]
            assert len(session.execute(BARE, (list(range(len(part))), moments, servers)).fetchall()) == len(part)
        return time.perf_counter() - started


def test_the_vendors_example(request_of, million_url, benchmark):
    bare = bare_seconds(million_url)
    result, seconds, first, _ = benchmark.pedantic(run, args=(request_of(VENDOR),), rounds=1)
    rate = result.attempts / seconds
    print(f"\nvendor's example: {rate:,.0f} a second, {seconds / bare:.2f} times PostgreSQL alone "
          f"({ROWS / bare:,.0f} a second), first figures after {first:.2f} s")  # fmt: skip
    assert result.attempts == ROWS
    assert result.partial == ""
    assert not result.score.unknown
    assert first <= FIRST_SECONDS
    assert seconds / bare <= BARE_RATIO
    assert rate >= VENDOR_RATE


@pytest.mark.parametrize(("source", "least"), [(TWO_QUERIES, TWO_QUERIES_RATE), (NO_SQL, NO_SQL_RATE)])
def test_other_rules(request_of, source, least, benchmark):
    result, seconds, first, _ = benchmark.pedantic(run, args=(request_of(source),), rounds=1)
    print(f"\n{least}: {result.attempts / seconds:,.0f} a second, first figures after {first:.2f} s")
    assert not result.score.unknown
    assert first <= FIRST_SECONDS
    assert result.attempts / seconds >= least


def test_cancelling_ends_it_soon(request_of, benchmark):
    wanted = request_of(TWO_QUERIES)
    result, _, _, stopped = benchmark.pedantic(run, args=(wanted,), kwargs={"cancel_after": 2.0}, rounds=1)
    print(f"\ncancelled within {stopped:.3f} s, after {result.attempts:,} attempts")
    assert result.partial
    assert stopped <= CANCEL_SECONDS
