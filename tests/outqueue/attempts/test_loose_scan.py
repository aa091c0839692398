"""Rows by time with the index (server, starttime) alone: the same as a plain sort gives, on both PostgreSQL servers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from rules.outqueue.attempts import export
from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.known_servers import KnownServers
from rules.outqueue.attempts.page_query import PageQuery
from rules.outqueue.attempts.reader import SendAttempts
from rules.outqueue.connection.database import Vpop3Database
from rules.outqueue.statistics.counts import count
from rules.smtp.reply import Outcome
from rules.wiring.link_signer import LinkSigner
from tests.outqueue.conftest import Vpop3

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TYPES = {
    "text": "server text, starttime timestamp, result text",
    "varchar": "server varchar(255), starttime timestamptz(3), result text",
    "char": "server char(30), starttime timestamp(0), result text",
}
INDEX = "CREATE INDEX ON outqueue.sendattempts (server, starttime)"
SERVERS = [None, "", "a.example", "A.Example.", " a.example", "b.example", "c.a.example", "z", "ü.example"]
REPLIES = ["250 ok", "421 4.7.0 later", "550 5.1.1 no such user", None]
ODD_TIMES = ["infinity", "-infinity", None]

minutes = st.integers(0, 3) | st.integers(0, 20_000)
rows = st.lists(st.tuples(st.sampled_from(SERVERS), minutes, st.sampled_from(REPLIES)), max_size=40)
times = st.sampled_from(
    [
        TimeRange(),
        TimeRange(last=timedelta(hours=1)),
        TimeRange(since=NOON - timedelta(minutes=3)),
        TimeRange(since=NOON - timedelta(days=10), until=NOON - timedelta(minutes=2)),
        TimeRange(until=NOON - timedelta(minutes=2)),
    ]
)
filters = st.builds(
    AttemptFilter,
    time=times,
    server=st.sampled_from([None, None, ""]),
    provider=st.sampled_from([None, None, "a.example"]),
    outcome=st.sampled_from([None, None, Outcome.PERMANENT]),
    words=st.sampled_from([(), (), ("later",)]),
)


@pytest.fixture(params=["postgres", "debian_postgres"])
def make_both(request, monkeypatch, databases) -> Iterator[Callable[[str], Vpop3]]:
    """Call it with the SQL that makes the table: a database of the test's own on each server in turn."""
    server, made = request.getfixturevalue(request.param), []
    spare = databases(server)
    monkeypatch.setattr("rules.outqueue.attempts.columns.SKIPS_FROM", 99)  # no version skips by itself

    def make(columns: str) -> Vpop3:
        name = spare.take()
        made.append(Vpop3(url=server.url(name), owner=psycopg.connect(server.url(name), autocommit=True)))
        made[-1].owner.execute(
            f"CREATE SCHEMA outqueue; CREATE TABLE outqueue.sendattempts ({columns}); {INDEX}".encode()
        )
        return made[-1]

    yield make
    for vpop3 in made:
        name = vpop3.name
        vpop3.owner.close()
        spare.give_back(name)


def fill(vpop3: Vpop3, kept: list[tuple[str | None, int, str | None]]) -> None:
    vpop3.owner.execute("TRUNCATE outqueue.sendattempts")
    with vpop3.owner.cursor() as cursor:
        insert = "INSERT INTO outqueue.sendattempts (server, starttime, result) VALUES (%s, %s, %s)"
        cursor.executemany(insert, [(name, NOON - timedelta(minutes=ago), reply) for name, ago, reply in kept])
        cursor.executemany(insert, [(name, odd, "250 odd") for name in (None, "z") for odd in ODD_TIMES])


def in_plain_order(attempts: SendAttempts, wanted: AttemptFilter) -> list[Attempt]:
    """All rows of the filter, sorted as a whole: the query that a loose scan must agree with."""
    columns = attempts.columns()
    since, until = wanted.time.bounds(NOON)
    newest = PageQuery(columns=columns, wanted=wanted, cursor=None)
    query, parameters = newest.ordinary(wanted.conditions(columns), 1_000), newest.parameters(since, until)
    return list(attempts.attempts_of(attempts.database.rows(query, parameters), columns))


@pytest.mark.parametrize("columns", TYPES.values(), ids=list(TYPES))
def test_pages_have_the_rows_and_the_order_of_a_plain_sort(make_both, read, monkeypatch, columns):
    """Also where other servers are remembered than there are."""
    monkeypatch.setattr("rules.outqueue.attempts.known_servers.ENOUGH", 2)
    vpop3 = make_both(columns)
    attempts = read(vpop3)
    assert attempts.columns().loose

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(before=st.none() | rows, kept=rows, wanted=filters, limit=st.integers(1, 9))
    def holds(before, kept, wanted, limit):
        if before is not None:
            fill(vpop3, before)
            attempts.servers = KnownServers(attempts.database)
            attempts.servers.of(attempts.columns())
        fill(vpop3, kept)
        pages = [attempts.page(wanted, limit=limit, now=NOON)]
        while pages[-1].next:
            pages.append(attempts.page(wanted, after=pages[-1].next, limit=limit, now=NOON))
        shown = [[attempt.handle for attempt in page.attempts] for page in pages]
        assert [handle for page in shown for handle in page] == [
            attempt.handle for attempt in in_plain_order(attempts, wanted)
        ]
        back = [pages[-1]]
        while back[-1].previous:
            back.append(attempts.page(wanted, before=back[-1].previous, limit=limit, now=NOON))
        assert [[attempt.handle for attempt in page.attempts] for page in reversed(back)] == shown

    holds()


@pytest.mark.parametrize("columns", TYPES.values(), ids=list(TYPES))
def test_an_export_has_the_rows_and_the_order_of_a_plain_sort(make_both, read, monkeypatch, columns):
    monkeypatch.setattr(export, "MAX_PAGE_ROWS", 2)
    monkeypatch.setattr(export, "AT_ONCE", 5)
    vpop3 = make_both(columns)
    attempts = read(vpop3)

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(kept=rows, wanted=filters, most=st.sampled_from([1, 7, 100]))
    def holds(kept, wanted, most):
        fill(vpop3, kept)
        found = list(export.portions(attempts, wanted, most=most, now=NOON))
        plain = in_plain_order(attempts, wanted)
        exported = [(each.server, each.started, each.result) for portion in found for each in portion.attempts]
        assert exported == [(each.server, each.started, each.result) for each in plain[:most]]
        assert found[-1].missing == (
            "" if len(plain) <= most else f"These are the newest {most}; older ones were left out."
        )

    holds()


def new_row(vpop3: Vpop3, server: str | None, moment: str) -> None:
    insert = "INSERT INTO outqueue.sendattempts VALUES (%s, %s, '250 new')"
    vpop3.owner.execute(insert, [server, f"2026-11-23 {moment}"])


def test_the_newest_page_has_the_rows_of_servers_that_are_new(make_both, read, monkeypatch):
    """Before, between and behind the remembered names, and without one."""
    vpop3 = make_both(TYPES["text"])
    many_servers(vpop3)
    attempts, wanted = read(vpop3), AttemptFilter(time=TimeRange())
    first = attempts.page(wanted, now=NOON)
    known = attempts.servers.of(attempts.columns())
    assert known is not None
    new = ["a", "mx1", "mx100.", "zz", None]
    for minute, server in enumerate(new, start=1):
        new_row(vpop3, server, f"12:0{minute}:00")
    later = attempts.page(wanted, now=NOON + timedelta(minutes=9))
    assert [each.server for each in later.attempts[:5]] == ["", "zz", "mx100.", "mx1", "a"]
    assert [each.handle for each in later.attempts[5:]] == [each.handle for each in first.attempts[:45]]
    failed = attempts.page(AttemptFilter(outcome=Outcome.DELIVERED), now=NOON + timedelta(minutes=9))
    assert [each.server for each in failed.attempts[:5]] == ["", "zz", "mx100.", "mx1", "a"]
    after = attempts.servers.of(attempts.columns())
    assert after
    assert (after.names, after.newest - NOON) == (known.names, timedelta(minutes=5))
    assert after.edge > known.edge


def test_the_newest_page_is_whole_after_the_remembered_rows_were_deleted(make_both, read):
    vpop3 = make_both(TYPES["text"])
    many_servers(vpop3)
    attempts, wanted = read(vpop3), AttemptFilter(time=TimeRange())
    attempts.page(wanted, now=NOON)
    vpop3.owner.execute("DELETE FROM outqueue.sendattempts WHERE starttime > '2026-11-23 11:30'")
    page = attempts.page(wanted, now=NOON)
    assert [each.handle for each in page.attempts] == [each.handle for each in in_plain_order(attempts, wanted)[:50]]


@pytest.mark.parametrize("server", [None, "a.example"])
def test_a_day_counts_the_same_as_without_the_index(make_both, read, server):
    vpop3 = make_both(TYPES["text"])
    attempts = read(vpop3)
    walked = attempts.columns()

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(kept=rows)
    def holds(kept):
        fill(vpop3, kept)
        at_server = attempts.at_server(walked, server) if server else None
        loosely, ordinary = (
            count(attempts.database, columns, NOON - timedelta(days=1), NOON, at_server=at_server)
            for columns in (walked, replace(walked, skips=True))
        )
        assert loosely == ordinary
        assert server or loosely.total == sum(0 < ago <= 1440 for _, ago, _ in kept)

    holds()


def test_a_page_reads_little_of_a_table_with_many_servers(make_both, read):
    vpop3 = make_both(TYPES["text"])
    many_servers(vpop3)
    attempts = read(vpop3)
    columns = attempts.columns()
    for wanted, servers in (
        (AttemptFilter(time=TimeRange()), None),
        (AttemptFilter(outcome=Outcome.DELIVERED), None),
        (AttemptFilter(time=TimeRange()), attempts.servers.of(columns)),
        (AttemptFilter(outcome=Outcome.DELIVERED), attempts.servers.of(columns)),
    ):
        newest = PageQuery(columns=columns, wanted=wanted, cursor=None, servers=servers)
        lower, upper = next(newest.pieces(*wanted.time.bounds(NOON), NOON))
        query, parameters = newest.between(lower, upper, 51, NOON)
        explain = sql.SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ") + query
        [([plan],)] = attempts.database.rows(explain, parameters)
        assert isinstance(plan, dict)
        assert rows_of_the_table(plan["Plan"]) <= (500 + 3_600 + 200 if wanted.outcome or not servers else 60)


def many_servers(vpop3: Vpop3) -> None:
    """500 servers with 200 rows each, a second between two rows; the last just before noon."""
    vpop3.owner.execute("""
        INSERT INTO outqueue.sendattempts
        SELECT 'mx' || g % 500, timestamp '2026-11-23 12:00' - g * interval '1 second', '250 ok'
        FROM generate_series(1, 100000) g""")
    vpop3.owner.execute("VACUUM ANALYZE outqueue.sendattempts")


def rows_of_the_table(node) -> int:
    below = sum(map(rows_of_the_table, node.get("Plans", [])))
    if "Relation Name" not in node:
        return below
    return below + (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]


INDEXES = {
    "(server, starttime)": True,
    "(server DESC, starttime DESC)": True,
    "(server, starttime DESC)": False,
    "(server text_pattern_ops, starttime)": False,
    '(server COLLATE "C", starttime)': False,
    "(server, starttime) WHERE server IS NOT NULL": False,
}


@pytest.mark.parametrize(("index", "loose"), INDEXES.items())
def test_only_an_index_in_one_order_is_walked(make_both, read, index, loose):
    vpop3 = make_both('server text COLLATE "POSIX", starttime timestamp, result text')
    vpop3.owner.execute("DROP INDEX outqueue.sendattempts_server_starttime_idx")
    vpop3.owner.execute(f"CREATE INDEX ON outqueue.sendattempts {index}".encode())
    fill(vpop3, [("b", 1, "250"), ("a", 2, "250"), (None, 3, "250"), ("b", 3, "250")])
    attempts = read(vpop3)
    assert attempts.columns().loose is loose
    found = attempts.page(AttemptFilter(time=TimeRange()), now=NOON).attempts
    assert [attempt.server for attempt in found][:2] == ["b", "a"]
    assert len(found) == 4


def test_neither_too_many_servers_nor_an_index_on_the_time_nor_partitions_are_walked(make_both, read, monkeypatch):
    vpop3 = make_both(TYPES["text"])
    vpop3.owner.execute(
        "INSERT INTO outqueue.sendattempts SELECT 'mx' || g, now(), '250' FROM generate_series(1, 500) g"
    )
    vpop3.owner.execute("ANALYZE outqueue.sendattempts")
    assert read(vpop3).columns().loose
    monkeypatch.setattr("rules.outqueue.attempts.columns.MOST_SERVERS", 400)
    assert not read(vpop3).columns().loose
    monkeypatch.setattr("rules.outqueue.attempts.columns.MOST_SERVERS", 20_000)
    vpop3.owner.execute("CREATE INDEX ON outqueue.sendattempts (starttime)")
    assert not read(vpop3).columns().loose
    vpop3.owner.execute("DROP TABLE outqueue.sendattempts")
    vpop3.owner.execute(
        f"CREATE TABLE outqueue.sendattempts ({TYPES['text']}) PARTITION BY RANGE (starttime); {INDEX}".encode()
    )
    columns = read(vpop3).columns()
    assert (columns.indexed, columns.loose) == (True, False)


def test_a_version_that_skips_by_itself_is_left_to_it(make_vpop3, read):
    columns = read(make_vpop3("demo")).columns()
    assert (columns.walkable, columns.skips, columns.loose) == (True, True, False)


def test_a_role_with_rights_on_the_three_columns_only_reads_the_same(make_both, read, connect):
    vpop3 = make_both(TYPES["text"] + ", secret text")
    fill(vpop3, [("b", 1, "250"), ("a", 2, "250"), (None, 3, "250")])
    role = f"narrow_{vpop3.name}"
    vpop3.owner.execute(
        f"CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA outqueue TO {role}".encode()
    )
    vpop3.owner.execute(f"GRANT SELECT (server, starttime, result) ON outqueue.sendattempts TO {role}".encode())
    database: Vpop3Database = connect(vpop3.url_as(role))
    attempts = SendAttempts(database, signer=LinkSigner())
    assert attempts.columns().loose
    assert [each.server for each in attempts.page(AttemptFilter(time=TimeRange()), now=NOON).attempts] == ["b", "a", ""]
