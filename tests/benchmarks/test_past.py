"""Time machine and forecast against an ordinary dry run, and past moments against PostgreSQL alone: ratios in one run.

A million attempts at 500 servers, indexed. The rule is the vendor's example.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import psycopg
import pytest

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.dryrun import engine
from rules.dryrun.engine import World
from rules.dryrun.scenario import Scenario
from rules.lua.sandbox import Sandbox
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.setup_sql import read_only_role_sql
from rules.replay.past import Question
from rules.resolver.zone import ZoneResolver
from tests.benchmarks import millions

pytestmark = pytest.mark.benchmark(group="past")

ROWS, DAYS, SERVERS, MOMENTS, ROUNDS = 1_000_000, 30, 500, 100_000, 40
DATABASE = "past_million"
HELD = "mx1.provider0.example"
ZONE = f"held.example. 300 IN MX 10 {HELD}.\n{HELD}. 300 IN A 192.0.2.1\n"
RULE = """function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    local x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. mxserver ..
      "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
    if tonumber(x[1].cnt) > 0 then return false, 10 end
end"""
TEXT = (
    "SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='{}' "
    "AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'"
)
SET = """SELECT sum(length(q.cnt::text)) FROM unnest(%s::timestamptz[], %s::text[]) AS p(at, server)
    CROSS JOIN LATERAL (SELECT count(*) AS cnt FROM outqueue.sendattempts WHERE server = p.server AND starttime < p.at
    AND starttime > p.at + '-15 MINUTES' AND left(result, 1) = '4') q"""


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> Iterator[str]:
    postgres.create_database(DATABASE)
    with psycopg.connect(postgres.url(DATABASE), autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute(f"ALTER DATABASE {DATABASE} SET TimeZone = 'UTC'".encode())
        millions.fill(owner, until=datetime.now(UTC).replace(tzinfo=None), rows=ROWS, days=DAYS, servers=SERVERS)
        owner.execute(
            "INSERT INTO outqueue.sendattempts "
            "SELECT %s, now() - g * interval '9 hours', '421' FROM generate_series(0, 9) g",
            (HELD,),
        )
        owner.execute(read_only_role_sql(DATABASE, role="past_reader", password="secret").encode())
    yield postgres.url(DATABASE, "past_reader", "secret")
    postgres.drop_database(DATABASE)


@pytest.fixture(scope="module")
def broker(url: str) -> Iterator[Broker]:
    database = Vpop3Database(url)
    yield Broker(database)
    database.close()


def seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def test_past_moments_against_postgresql_alone(broker: Broker, url: str, benchmark):
    end = datetime.now(UTC)
    questions = [
        Question(TEXT.format(millions.server(number * 7 % SERVERS)), end - timedelta(seconds=number * 20))
        for number in range(MOMENTS)
    ]
    with broker.past() as past:
        past.answers(questions[:2000])

        def ask_all() -> None:
            for at in range(0, MOMENTS, 10_000):
                past.answers(questions[at : at + 10_000])

        benchmark.pedantic(ask_all, rounds=1)
        ours = seconds(ask_all)
    with psycopg.connect(url, autocommit=True, options="-c jit=off") as plain:
        alone = 0.0
        for at in range(0, MOMENTS, 1000):
            part = questions[at : at + 1000]
            given = [each.at for each in part], [each.sql.split("'")[1] for each in part]
            alone += seconds(lambda given=given: plain.execute(SET, given).fetchall())
    print(
        f"\n{MOMENTS / ours:,.0f} moments a second, PostgreSQL alone {MOMENTS / alone:,.0f}: {ours / alone:.2f} times"
    )
    assert ours / alone <= 2.5


def test_time_machine_and_forecast_against_an_ordinary_dry_run(broker: Broker, benchmark):
    kinds: dict[str, dict[str, object]] = {
        "ordinary": {},
        "as of then": {"at": datetime.now(UTC) + timedelta(seconds=1)},
        "explained": {"explain": True},
        "with its forecast": {"explain": True, "ahead": True},
    }
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    with Sandbox() as sandbox:
        resolver = ZoneResolver.parse([("zone", ZONE)])

        def run(at: datetime | None = None, *, explain: bool = False, ahead: bool = False) -> None:
            scenario = Scenario.of("held.example", clock=at)
            with broker.run(at=at) as queries:
                world = World(sandbox=sandbox, resolver=resolver, query=queries.query, explain=explain)
                if ahead:
                    world = replace(world, ask_ahead=queries.ask_ahead)
                *_, last = engine.run(RULE.encode(), scenario, world)
            assert last.decision.hold_minutes == 10
            assert bool(last.passes_at) == ahead

        benchmark.pedantic(lambda: run(explain=True, ahead=True), rounds=3)
        for _ in range(ROUNDS):
            for name, options in kinds.items():
                run()  # the same before each, so that the next process has been forked ahead as far
                taken[name].append(seconds(lambda options=options: run(**options)))
    found = {name: median(times) for name, times in taken.items()}
    print("\n" + ", ".join(f"{name} {time * 1000:.1f} ms" for name, time in found.items()))
    print(f"time machine {found['as of then'] / found['ordinary']:.2f} times an ordinary dry run")
    assert found["as of then"] <= 1.2 * found["ordinary"]
    assert found["with its forecast"] - found["explained"] <= 0.3
