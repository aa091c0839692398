"""When held mail would pass: the script itself is asked at moments ahead, against a real database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import DecisionEvent
from rules.outqueue.broker.broker import Broker
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.setup_sql import read_only_role_sql

NOW = datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)
COUNTING = """function CheckServer(domain, mxserver)
  local rows = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. mxserver ..
    "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
  if tonumber(rows[1].cnt) > {limit} then return false, 10 end
end"""
HOURS = """function CheckServer()
  local hour = tonumber(os.date("%H"))
  if hour < {opens} then return false, 10 end
end"""


@pytest.fixture
def decide(postgres, fresh_database: Callable[[], str], sandbox, resolver):
    """Ask a script as of NOW. Failures at mx1 are so many seconds before NOW; both servers have the same."""
    url = fresh_database()
    opened = []

    def ask(source: str, failures: list[float], explain: bool = True) -> DecisionEvent:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("CREATE SCHEMA IF NOT EXISTS outqueue")
            owner.execute("DROP TABLE IF EXISTS outqueue.sendattempts")
            owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamptz, result text)")
            rows = [
                (server, NOW - timedelta(seconds=ago), "421 later")
                for ago in failures
                for server in ("mx1.bigmail.example", "mx2.bigmail.example")
            ]
            owner.cursor().executemany("INSERT INTO outqueue.sendattempts VALUES (%s, %s, %s)", rows)
            role = f"ahead_{owner.info.dbname}"
            if opened:
                owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}".encode())
            owner.execute(read_only_role_sql(owner.info.dbname, role=role, password="secret").encode())
            opened.append(Vpop3Database(postgres.url(owner.info.dbname, role, "secret")))
        scenario = Scenario.of("bigmail.example", clock=NOW)
        with Broker(opened[-1]).run(at=NOW) as queries:
            world = World(
                sandbox=sandbox, resolver=resolver, query=queries.query, ask_ahead=queries.ask_ahead, explain=explain
            )
            *_, last = run(source.encode(), scenario, world)
        assert isinstance(last, DecisionEvent)
        return last

    yield ask
    for database in opened:
        database.close()


def iso(moment: datetime) -> str:
    return moment.isoformat()


def test_mail_passes_when_the_last_failure_but_the_limit_leaves_the_window(decide):
    failures = [10.0 * number + 0.25 for number in range(1, 11)]
    last = decide(COUNTING.format(limit=5), failures)
    # The fifth youngest is from 50.25 s ago; with the sixth gone at 15 minutes, five are left.
    assert last.passes_at == iso(NOW + timedelta(minutes=15) - timedelta(seconds=60))
    assert [(each.start, each.verdict, each.minutes) for each in last.ahead] == [
        (iso(NOW), "turned_away", 10),
        (last.passes_at, "allowed", None),
    ]
    assert not last.never_passes


def test_rows_after_the_moment_do_not_count_and_the_clock_moves_on(decide):
    last = decide(COUNTING.format(limit=0), [-5, 30])
    assert last.passes_at == iso(NOW + timedelta(minutes=15) - timedelta(seconds=30))


def test_a_rule_that_never_lets_mail_through_is_a_warning(decide):
    last = decide("function CheckServer() return false, 10 end", [])
    assert last.never_passes
    assert last.passes_at is None
    assert [each.verdict for each in last.ahead] == ["turned_away"]
    assert any("once held, never let through" in warning for warning in last.warnings)


def test_a_rule_over_more_than_a_week_is_one_too(decide):
    assert decide(COUNTING.replace("15 MINUTES", "9 days").format(limit=0), [60]).never_passes
    assert decide(COUNTING.replace("15 MINUTES", "3 days").format(limit=0), [60]).passes_at == iso(
        NOW + timedelta(days=3) - timedelta(seconds=60)
    )


def test_a_rule_by_the_hour_passes_at_that_hour(decide):
    last = decide(HOURS.format(opens=17), [])
    assert last.passes_at == iso(NOW.replace(hour=17, minute=0, second=0))


def test_a_query_whose_text_changes_with_the_clock_is_asked_at_each_moment(decide):
    source = COUNTING.replace("'15", "'15").replace(
        "CURRENT_TIMESTAMP + '-15 MINUTES'", '\'" .. os.date("!%Y-%m-%d %H:%M:%S+00", os.time() - 900) .. "\''
    )
    last = decide(source.format(limit=0), [30])
    assert last.passes_at == iso(NOW + timedelta(minutes=15) - timedelta(seconds=30))


@pytest.mark.parametrize(
    "source",
    [
        "function CheckServer() return math.random() > 2, 10 end",
        "function CheckServer() VPOP3.PostgresQuery('SELECT random()') return false, 10 end",
        "function CheckServer() local x = nil; return false, x.y end",
        "function CheckServer() end",
    ],
)
def test_nothing_is_said_of_what_cannot_be_asked_ahead(decide, source: str):
    last = decide(source, [])
    assert (last.passes_at, last.ahead, last.never_passes) == (None, (), False)


def test_nobody_looks_where_nothing_is_to_be_explained(decide):
    assert decide(COUNTING.format(limit=0), [30], explain=False).ahead == ()


def test_the_same_run_gives_the_same_forecast(decide):
    found = [decide(COUNTING.format(limit=2), [1, 2, 3, 4, 5]) for _ in range(3)]
    assert len({(each.passes_at, each.ahead) for each in found}) == 1
