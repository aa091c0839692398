"""Ten million send attempts at 5,000 servers on Debian's PostgreSQL, which cannot skip within an index.

In processor time like `test_desk`, and as ratios in one run: the pages with an index on (server, starttime) alone to
the same pages with one on starttime, too, and an export to a bare COPY of the same rows.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from mxadmin.demo.postgres import EmbeddedPostgres
from rules.models.roles import Role
from rules.outqueue.attempts.export import MOST_ROWS
from rules.wiring import connections
from tests.benchmarks import millions
from tests.benchmarks.test_desk import ATTEMPTS, OVERVIEW, Meter
from tests.people import person

pytestmark = [pytest.mark.benchmark(group="older"), pytest.mark.django_db]

SERVERS, ROUNDS = 5_000, 20
DATABASE = "older_millions"
BY_TIME = "CREATE INDEX by_time ON outqueue.sendattempts (starttime)"
USABLE = "UPDATE pg_index SET indisvalid = %s WHERE indexrelid = 'outqueue.by_time'::regclass"
"""An index that is not valid is not used: made once, it comes and goes."""

PAGES = {
    "first page": f"{ATTEMPTS}?range=1h",
    "first page, any time": f"{ATTEMPTS}?range=all",
    "an outcome": f"{ATTEMPTS}?range=24h&outcome=permanent",
    "words": f"{ATTEMPTS}?range=24h&words=content+filter",
    "a provider": f"{ATTEMPTS}?range=24h&provider=provider3.example",
    "a day": OVERVIEW,
}
FIRST_RATIO, PAGE_MS, DAY_MS = 1.5, 150, 1_500
COPY = f"""COPY (SELECT server, starttime, result FROM outqueue.sendattempts ORDER BY starttime DESC LIMIT {MOST_ROWS})
    TO STDOUT"""
COPY_RATIO, LONG_SECONDS = 3, 20


@pytest.fixture(scope="module")
def older_url(debian_postgres: EmbeddedPostgres) -> Iterator[str]:
    debian_postgres.create_database(DATABASE)
    url = debian_postgres.url(DATABASE)
    with psycopg.connect(url, autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute(f"ALTER DATABASE {DATABASE} SET TimeZone = 'UTC'".encode())
        millions.fill(owner, until=datetime.now(UTC).replace(tzinfo=None), servers=SERVERS)
        owner.execute(BY_TIME)
    yield url
    debian_postgres.drop_database(DATABASE)


@pytest.fixture
def client(older_url, settings, tmp_path) -> Iterator[Client]:
    settings.VPOP3_DATABASE_URL, settings.DATA_DIR = older_url, tmp_path
    client = Client()
    client.force_login(person(Role.VIEWER))
    yield client
    connections.vpop3().close()


@pytest.fixture
def by_time(older_url) -> Iterator[Callable[[bool], None]]:
    """Whether the index on starttime counts."""
    with psycopg.connect(older_url, autocommit=True) as owner:

        def count(usable: bool) -> None:
            owner.execute(USABLE, [usable])
            connections.attempts().known.forget()

        yield count
        count(False)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_by_time_costs_little_more_than_with_an_index_on_the_time(client, by_time, older_url, name, benchmark):
    spent: dict[bool, list[float]] = {True: [], False: []}
    clock: list[float] = []
    for usable in (True, False) * 2:
        by_time(usable)
        client.get(PAGES[name])
        meter = Meter(older_url)
        for _ in range(ROUNDS // 2):
            started = time.perf_counter()
            spent[usable].append(meter.of(lambda: client.get(PAGES[name])))
            clock += [] if usable else [time.perf_counter() - started]
    benchmark.pedantic(client.get, args=(PAGES[name],), rounds=3)
    loose, plain = median(spent[False]), median(spent[True])
    print(f"\n{name}: {loose:.0f} ms to {plain:.0f} ms = {loose / plain:.2f}; by the clock {min(clock) * 1e3:.0f} ms")
    assert loose <= (DAY_MS if name == "a day" else PAGE_MS)
    assert not name.startswith("first page") or loose / plain <= FIRST_RATIO


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_against_a_bare_copy(client, by_time, older_url, kind, benchmark):
    by_time(False)
    client.get(ATTEMPTS)
    with psycopg.connect(older_url, autocommit=True, application_name="bare") as session:

        def copy() -> None:
            with session.cursor() as cursor, cursor.copy(COPY.encode()) as rows:
                assert sum(len(block) for block in rows) > MOST_ROWS

        meter, begun = Meter(older_url), time.perf_counter()
        bare, bare_clock = meter.of(copy), time.perf_counter() - begun
        url = f"{reverse('attempt_export', args=[kind])}?range=all"

        def export() -> None:
            assert sum(map(len, client.get(url).streaming_content)) > MOST_ROWS

        begun = time.perf_counter()
        ours = meter.of(export)
    clock = time.perf_counter() - begun
    benchmark.pedantic(client.get, args=(url,), rounds=1)
    told = f"{ours / 1e3:.1f} s to {bare / 1e3:.1f} s = {ours / bare:.2f}"
    print(f"\n{kind}: {told}; by the clock {clock:.1f} s to {bare_clock:.1f} s")
    assert ours / bare <= COPY_RATIO


def test_sixty_days_are_counted_once_for_all_workers(client, by_time, older_url, benchmark):
    by_time(False)
    client.get(ATTEMPTS)
    spent, clock = [], []
    for _worker in range(2):
        connections._overviews.cache_clear()
        portions, goes_on, begun = [], True, time.perf_counter()
        meter = Meter(older_url)
        while goes_on:
            answers = []
            portions.append(meter.of(lambda answers=answers: answers.append(client.get(f"{OVERVIEW}?range=60d"))))
            goes_on = answers[0].context["goes_on"]
        assert not answers[0].context["found"].missing
        assert answers[0].context["total"] >= 0.99 * millions.ROWS
        clock.append(time.perf_counter() - begun)
        spent.append(sum(portions) / 1e3)
    benchmark.pedantic(client.get, args=(f"{OVERVIEW}?range=60d",), rounds=1)
    told = f"{spent[0]:.1f} s, then {spent[1]:.1f} s in another worker"
    print(f"\n60 days: {told}; by the clock {clock[0]:.1f} s, {clock[1]:.1f} s")
    assert spent[0] <= LONG_SECONDS
    assert spent[1] <= spent[0] / 5
