"""Ten million send attempts, filled once for all benchmarks that ask for them (about half a minute)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

import psycopg
import pytest

from mxadmin.demo.postgres import EmbeddedPostgres
from tests.benchmarks import millions


@pytest.fixture(scope="session")
def millions_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The URL of the database; its last attempt was a moment ago."""
    postgres.create_database("millions")
    url = postgres.url("millions")
    with psycopg.connect(url, autocommit=True, options="-c TimeZone=UTC") as owner:
        owner.execute("ALTER DATABASE millions SET TimeZone = 'UTC'")
        started = perf_counter()
        millions.fill(owner, until=datetime.now(UTC).replace(tzinfo=None))
        print(f"\n{millions.ROWS:,} attempts filled, indexed and analysed in {perf_counter() - started:.0f} s")
    yield url
    postgres.drop_database("millions")
